import { shortenBytes } from '../shorten.ts'
import type { RawExchange } from './exchange.ts'

/** `EHLO me → 250 ok`. */
export function describeRaw({ sent, received }: RawExchange): string {
  const said = (pieces: RawExchange['sent']): string => shortenBytes(Buffer.concat(pieces.map(({ bytes }) => bytes)))
  return `${sent.length > 0 ? said(sent) : '(unasked)'} → ${received.length > 0 ? said(received) : 'no answer'}`
}
