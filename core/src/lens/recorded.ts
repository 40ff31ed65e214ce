/** An exchange as a fixture keeps it: with what is known of its connection. */
import type { Exchange, Peer } from './lens.ts'

export interface Recorded {
  readonly to: Peer
  /** Numbered from 1 on within a scope, in the order in which they were used. */
  readonly connection: number
  readonly exchange: Exchange
  /**
   * How the connection ended before the exchange was over: `EOF`, or the code of an error (`ECONNRESET`). Of an
   * exchange in which nothing was said: why there was no connection (`ECONNREFUSED`, `ENOTFOUND`). `UNFINISHED` where the
   * test ended before.
   */
  readonly broke: string | null
}

/** In the place of how a connection ended: the test did. */
export const UNFINISHED = 'UNFINISHED'

export function isSamePeer(a: Peer, b: Peer): boolean {
  return a.host === b.host && a.port === b.port
}

/** An exchange with all its times moved by so many milliseconds. Nothing that was said has a field `at`. */
export function moved<E extends Exchange>(exchange: E, by: number): E {
  return retimed(exchange, (at) => at + by)
}

/** An exchange with all its times made from what they were. */
export function retimed<E extends Exchange>(exchange: E, time: (at: number) => number): E {
  return timed(exchange, time) as E
}

function timed(value: unknown, time: (at: number) => number): unknown {
  if (Array.isArray(value)) return value.map((it) => timed(it, time))
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, its]) => {
      const isTime = (key === 'at' || key === 'endedAt') && typeof its === 'number'
      return [key, isTime ? round(time(its)) : timed(its, time)]
    }),
  )
}

/** Microseconds are as exact as they are known. */
function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000
}
