/** Turns of bytes as they stand in a fixture. */
import * as v from 'valibot'
import { bytesOf, type Content, contentOfBytes } from '../content.ts'
import type { FixtureCodec, Piece } from '../lens.ts'
import { contentWith, time } from '../shapes.ts'
import { type TurnFixture, turnFixture } from '../turns.ts'
import type { RawExchange } from './exchange.ts'

type Said = Content & { readonly at: number }

export type RawFixture = TurnFixture<'raw', Said>

export const rawFixture: FixtureCodec<RawExchange, RawFixture> = turnFixture(
  'raw',
  v.union(contentWith({ at: time })),
  show,
  read,
)

function show({ at, bytes }: Piece): Said {
  return { at, ...contentOfBytes(bytes) }
}

function read(said: Said): Piece {
  return { at: said.at, bytes: bytesOf(said) }
}
