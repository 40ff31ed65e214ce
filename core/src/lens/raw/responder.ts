import type { Responder } from '../lens.ts'
import type { RawExchange } from './exchange.ts'

/** By what was sent, byte for byte. */
export const rawResponder: Responder<RawExchange> = {
  question: (exchange) => ({
    operation: exchange.sent.length > 0 ? 'bytes' : 'unasked',
    details: { sent: sentBy(exchange).toString('base64') },
    isSession: false,
  }),
  mayBecome: (asked, recorded, likeness) =>
    likeness.mayBecome(sentBy(recorded).toString('base64'), sentBy(asked).toString('base64')),
  greet: ({ sent, received }) => (sent.length === 0 ? received : []),
  answer: ({ received }) => received,
  refuse: () => null,
  usual: () => null,
}

function sentBy({ sent }: RawExchange): Buffer {
  return Buffer.concat(sent.map(({ bytes }) => bytes))
}
