/** Turns of bytes as they stand in a fixture. */
import { bytesOf, type Content, contentOfBytes } from '../content.ts'
import type { FixtureCodec, Piece } from '../lens.ts'
import type { RawExchange } from './exchange.ts'

type Said = Content & { readonly at: number }

export interface RawFixture {
  readonly protocol: 'raw'
  readonly at: number
  readonly ended: number | null
  readonly sent: readonly Said[]
  readonly received: readonly Said[]
}

export const rawFixture: FixtureCodec<RawExchange, RawFixture> = { toFixture, fromFixture }

function toFixture({ at, endedAt, sent, received }: RawExchange): RawFixture {
  return { protocol: 'raw', at, ended: endedAt, sent: sent.map(show), received: received.map(show) }
}

function fromFixture({ at, ended, sent, received }: RawFixture): RawExchange {
  return { protocol: 'raw', at, endedAt: ended, sent: sent.map(read), received: received.map(read) }
}

function show({ at, bytes }: Piece): Said {
  return { at, ...contentOfBytes(bytes) }
}

function read(said: Said): Piece {
  return { at: said.at, bytes: bytesOf(said) }
}
