/** Exchanges of every protocol in one line each. */
import { describeHttp } from './http1/describe.ts'
import type { Exchange, Peer } from './lens.ts'
import { describeMySql } from './mysql/describe.ts'
import { describePostgres } from './postgres/describe.ts'
import { describeRaw } from './raw/describe.ts'
import { describeRedis } from './redis/describe.ts'
import { describeWebSocket } from './websocket/describe.ts'

type Describe = (exchange: Exchange, peer: Peer) => string

/** By protocol. */
const describers = {
  http: describeHttp,
  websocket: describeWebSocket,
  postgres: describePostgres,
  redis: describeRedis,
  mysql: describeMySql,
  raw: describeRaw,
} as unknown as Readonly<Record<string, Describe>>

/** What was asked, and what came of it: `GET https://api.test/ → 200, 12 ms, {"ok":true}`. */
export function describeExchange(exchange: Exchange, peer: Peer): string {
  return describers[exchange.protocol]?.(exchange, peer) ?? exchange.protocol
}
