/** What a program was sent, or is to be answered, that is not on its tape, or that nobody sends again. */
import { HTTP2 } from '../boundary/http2-taint.ts'
import type { RawExchange } from '../lens/raw/exchange.ts'
import type { Manifest } from '../recording/manifest.ts'
import type { ServedRequest } from '../recording/served.ts'
import type { Said } from '../recording/spoken.ts'

/** How it came: `WebSocket`, `HTTP/2`. */
export function unsentIn(
  said: readonly Pick<Said, 'role' | 'exchange'>[],
  { taint }: Pick<Manifest, 'taint'>,
): string[] {
  const served = said.flatMap(({ role, exchange }) => (role === 'server' ? exchange : []))
  const isSpoken = ({ sent }: RawExchange): boolean => sent.length > 0
  return [
    ...(served.some(({ protocol }) => protocol === 'websocket') ? ['WebSocket'] : []),
    ...(taint.some(({ reason }) => reason === HTTP2) ? ['HTTP/2'] : []),
    ...(served.some((its) => its.protocol === 'raw' && isSpoken(its as RawExchange)) ? ['a protocol of its own'] : []),
  ]
}

/** A request that asks for another protocol is one of its conversation. */
export function isUpgrade({ status }: ServedRequest): boolean {
  return status === 101
}
