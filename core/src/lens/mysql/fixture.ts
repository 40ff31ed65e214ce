/** MySQL exchanges as they stand in a fixture. */
import * as v from 'valibot'
import { rowsOf, typesOf, withRows } from '../answer.ts'
import type { FixtureCodec } from '../lens.ts'
import { type Lines, linesOf, ofLines } from '../lines.ts'
import { within } from '../misfit.ts'
import { exchange, lines, optional } from '../shapes.ts'
import { type AnswerFixture, answerShape, readAnswers, showAnswers } from './answers-fixture.ts'
import { type AskedFixture, askedShape, readAsked, showAsked } from './asked-fixture.ts'
import { columnShape } from './columns.ts'
import type { MySqlExchange } from './exchange.ts'

export interface MySqlFixture {
  readonly protocol: 'mysql'
  readonly at: number
  readonly ended: number | null
  readonly command: string
  readonly sql?: Lines
  /** Nothing where the command and its SQL say it all. */
  readonly asked?: readonly AskedFixture[]
  readonly answers: readonly AnswerFixture[]
}

const shape = exchange('mysql', {
  command: v.string(),
  sql: optional(lines),
  asked: optional(v.array(askedShape)),
  answers: v.array(answerShape),
})

export const mysqlFixture: FixtureCodec<MySqlExchange, MySqlFixture> = {
  shape,
  parts: { mysqlColumn: columnShape },
  toFixture,
  fromFixture,
  answer: {
    read: ({ answers }) => rowsOf(answers),
    types: ({ answers }) => typesOf(answers),
    write: (it, rows) => ({ ...it, answers: withRows(it.answers, rows) }),
  },
}

function toFixture({ at, endedAt, command, sql, asked: packets, answers }: MySqlExchange): MySqlFixture {
  const asked = showAsked(packets, { command, sql })
  return {
    protocol: 'mysql',
    at,
    ended: endedAt,
    command,
    ...(sql === '' ? {} : { sql: linesOf(sql) }),
    ...(asked ? { asked } : {}),
    answers: showAnswers(answers, { command, asked: packets }),
  }
}

function fromFixture({ at, ended, command, sql: its = '', asked: said, answers }: MySqlFixture): MySqlExchange {
  const sql = ofLines(its)
  const asked = within('.asked', () => readAsked(said, { command, sql }))
  const read = within('.answers', () => readAnswers(answers, { command, asked }))
  return { protocol: 'mysql', at, endedAt: ended, command, sql, asked, answers: read }
}
