/** Redis commands as exchanges have them. */
import type { Exchange } from '../lens.ts'
import type { Resp } from './resp.ts'

export interface RedisReply {
  readonly at: number
  readonly value: Resp
}

export interface RedisExchange extends Exchange {
  readonly protocol: 'redis'
  /** Name and arguments; null for what the server sends unasked: messages of a subscription, of MONITOR. */
  readonly command: readonly Uint8Array[] | null
  /** One; for subscriptions one for each channel. */
  readonly replies: readonly RedisReply[]
}

/** The name of a command, in upper case. */
export function nameOf(command: readonly Uint8Array[]): string {
  return Buffer.from(command[0] ?? [])
    .toString('latin1')
    .toUpperCase()
}
