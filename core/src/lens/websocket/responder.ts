/** How a WebSocket conversation goes on again. */
import { isDeepStrictEqual } from 'node:util'
import { contentOfBytes } from '../content.ts'
import type { Likeness, Responder } from '../lens.ts'
import { encodeMessage } from './encoder.ts'
import type { WebSocketExchange, WebSocketMessage } from './exchange.ts'

export const websocketResponder: Responder<WebSocketExchange> = {
  question: ({ sent }) => ({
    operation: sent.length > 0 ? 'messages' : 'unasked',
    details: { sent: sent.map(show) },
    isSession: false,
  }),
  mayBecome: ({ sent }, recorded, likeness) =>
    sent.every((message, i) => {
      const its = recorded.sent[i]
      return its !== undefined && isAlike(show(its), show(message), likeness)
    }),
  answer: ({ received }) => received.map((message) => ({ at: message.at, bytes: encodeMessage(message, 'server') })),
  hangsUp: ({ received }) => received.at(-1)?.kind === 'close',
  refuse: () => null,
  usual: () => null,
}

function isAlike(recorded: unknown, asked: unknown, likeness: Likeness): boolean {
  return isDeepStrictEqual(recorded, asked) || likeness.isSame(recorded, asked)
}

function show({ kind, data, code }: WebSocketMessage): object {
  return { kind, code: code ?? null, ...contentOfBytes(data) }
}
