/** MySQL exchanges as they stand in a fixture. */
import type { FixtureCodec } from '../lens.ts'
import { readBytes, type ShortBytes, showBytes } from '../short-bytes.ts'
import type { MySqlExchange } from './exchange.ts'

interface Packet {
  readonly sequence: number
  readonly payload: ShortBytes
}

export interface MySqlFixture {
  readonly protocol: 'mysql'
  readonly at: number
  readonly ended: number | null
  readonly command: string
  readonly sql?: string
  readonly asked: readonly Packet[]
  readonly answers: readonly (Packet & { readonly at: number })[]
}

export const mysqlFixture: FixtureCodec<MySqlExchange, MySqlFixture> = { toFixture, fromFixture }

function toFixture({ at, endedAt, command, sql, asked, answers }: MySqlExchange): MySqlFixture {
  return {
    protocol: 'mysql',
    at,
    ended: endedAt,
    command,
    ...(sql === '' ? {} : { sql }),
    asked: asked.map(({ sequence, payload }) => ({ sequence, payload: showBytes(payload) })),
    answers: answers.map(({ at: came, packet: { sequence, payload } }) => ({
      at: came,
      sequence,
      payload: showBytes(payload),
    })),
  }
}

function fromFixture({ at, ended, command, sql = '', asked, answers }: MySqlFixture): MySqlExchange {
  const packet = ({ sequence, payload }: Packet): MySqlExchange['asked'][number] => ({
    sequence,
    payload: readBytes(payload),
  })
  return {
    protocol: 'mysql',
    at,
    endedAt: ended,
    command,
    sql,
    asked: asked.map(packet),
    answers: answers.map((answer) => ({ at: answer.at, packet: packet(answer) })),
  }
}
