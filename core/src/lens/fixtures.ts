/** Exchanges of every protocol as they stand in a fixture, and back. */
import { httpFixture } from './http1/fixture.ts'
import type { Exchange, FixtureCodec } from './lens.ts'
import { mysqlFixture } from './mysql/fixture.ts'
import { postgresFixture } from './postgres/fixture.ts'
import { rawFixture } from './raw/fixture.ts'
import { redisFixture } from './redis/fixture.ts'
import { websocketFixture } from './websocket/fixture.ts'

/** Plain JSON; the protocol says what else is in it. */
export interface ExchangeFixture {
  readonly protocol: string
  readonly at: number
  readonly ended: number | null
}

type Codec = FixtureCodec<Exchange, ExchangeFixture>

/** By protocol. */
const codecs = {
  http: httpFixture,
  websocket: websocketFixture,
  postgres: postgresFixture,
  redis: redisFixture,
  mysql: mysqlFixture,
  raw: rawFixture,
} as unknown as Readonly<Record<string, Codec>>

/** @throws Error where the protocol isn't known */
export function fixtureOf(exchange: Exchange): ExchangeFixture {
  return codecOf(exchange.protocol).toFixture(exchange)
}

/** @throws Error where the protocol isn't known */
export function exchangeOf(fixture: ExchangeFixture): Exchange {
  return codecOf(fixture.protocol).fromFixture(fixture)
}

function codecOf(protocol: string): Codec {
  const codec = codecs[protocol]
  if (!codec) throw new Error(`no lens for the protocol ${protocol}`)
  return codec
}
