/** Commands of MySQL as exchanges have them. */
import type { Exchange } from '../lens.ts'
import type { Packet } from './packets.ts'

export interface MySqlAnswer {
  readonly at: number
  readonly packet: Packet
}

/** One command and its answer; the first exchange of a connection is its log-in, which the server begins. */
export interface MySqlExchange extends Exchange {
  readonly protocol: 'mysql'
  readonly asked: readonly Packet[]
  readonly answers: readonly MySqlAnswer[]
  /** `query`, `execute`, `ping`…, `log in`, or `command 0x1c`. */
  readonly command: string
  /** Of a query, and of a statement also where it was prepared by an earlier exchange; else empty. */
  readonly sql: string
}
