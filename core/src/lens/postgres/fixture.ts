/** PostgreSQL exchanges as they stand in a fixture: rows as tables, and messages by their names. */
import * as v from 'valibot'
import { rowsOf, typesOf, withRows } from '../answer.ts'
import type { Cell } from '../cell.ts'
import type { FixtureCodec } from '../lens.ts'
import { type Lines, linesOf, ofLines } from '../lines.ts'
import { eachWithin, within } from '../misfit.ts'
import { readBytes, type ShortBytes, showBytes } from '../short-bytes.ts'
import { count, exchange, lines, list, only, optional, rows, shortBytes, time } from '../shapes.ts'
import { type ColumnFixture, columnShape } from './columns.ts'
import type { PgExchange, PgStatement } from './exchange.ts'
import { joinData, type MessageFixture, messageShape, readMessage, showMessage, splitData } from './message-fixture.ts'
import { Asking } from './asking.ts'
import { readAnswers, showAnswers } from './answers-fixture.ts'

type Values = readonly (ShortBytes | null)[]

export interface StatementFixture {
  readonly sql: Lines
  readonly values?: Values
  readonly formats?: readonly number[]
  readonly described?: readonly AnswerMessage[]
}

/** A message; or a table, or more of its rows. */
export type AnswerMessage =
  | MessageFixture
  | { readonly columns: readonly ColumnFixture[]; readonly rows?: readonly (readonly Cell[])[] }
  | { readonly rows: readonly (readonly Cell[])[] }

/** What came together. */
export interface AnswerFixture {
  readonly at: number
  /** How many messages had been asked by then; all of them where nothing is said. */
  readonly after?: number
  readonly messages: readonly AnswerMessage[]
}

export interface PgFixture {
  readonly protocol: 'postgres'
  readonly at: number
  readonly ended: number | null
  readonly statements?: readonly StatementFixture[]
  readonly asked: readonly MessageFixture[]
  readonly answers: readonly AnswerFixture[]
}

const answerMessage = v.union([
  messageShape,
  only({ columns: list(columnShape), rows: optional(rows) }),
  only({ rows }),
])

const shape = exchange('postgres', {
  statements: optional(
    v.array(
      only({
        sql: lines,
        values: optional(v.array(v.nullable(shortBytes))),
        formats: optional(v.array(count)),
        described: optional(v.array(answerMessage)),
      }),
    ),
  ),
  asked: v.array(messageShape),
  answers: v.array(only({ at: time, after: optional(count), messages: v.array(answerMessage) })),
})

export const postgresFixture: FixtureCodec<PgExchange, PgFixture> = {
  shape,
  parts: { postgresColumn: columnShape, postgresMessage: messageShape, postgresAnswer: answerMessage },
  toFixture,
  fromFixture,
  answer: {
    read: ({ answers, statements }) => rowsOf(answers, described(statements)),
    types: ({ answers, statements }) => typesOf(answers, described(statements)),
    write: (it, rows) => ({ ...it, answers: withRows(it.answers, rows, described(it.statements)) }),
  },
}

/** What was said of the columns of a statement before it was executed. */
function described(statements: readonly StatementFixture[] = []): readonly AnswerMessage[] {
  return statements.flatMap((statement) => statement.described ?? [])
}

function toFixture(it: PgExchange): PgFixture {
  const { at, endedAt, asked, statements } = it
  const shown = statements.map(showStatement)
  const asking = new Asking(shown)
  return {
    protocol: 'postgres',
    at,
    ended: endedAt,
    ...(shown.length > 0 ? { statements: shown } : {}),
    asked: joinData(asked.map((message) => showMessage(message, asking.next(message.name)))),
    answers: showAnswers(it),
  }
}

function fromFixture({ at, ended, asked: said, answers, statements: shown = [] }: PgFixture): PgExchange {
  const statements = within('.statements', () => eachWithin(shown, readStatement))
  const asking = new Asking(shown)
  const asked = within('.asked', () =>
    eachWithin(splitData(said), (message) => readMessage(message, (name) => asking.next(name))),
  )
  const its = { protocol: 'postgres', at, endedAt: ended, statements, asked } as const
  return { ...its, answers: within('.answers', () => readAnswers(answers, its)) }
}

function showStatement({ sql, values, formats, described }: PgStatement): StatementFixture {
  return {
    sql: linesOf(sql),
    ...(values.length > 0 ? { values: values.map((value) => value && showBytes(value)) } : {}),
    ...(formats.length > 0 ? { formats } : {}),
    ...(described ? { described: described.map((message) => showMessage(message)) } : {}),
  }
}

function readStatement({ sql, values = [], formats = [], described }: StatementFixture): PgStatement {
  return {
    sql: ofLines(sql),
    values: values.map((value) => (value === null ? null : readBytes(value))),
    formats,
    ...(described ? { described: described.map((message) => readMessage(message as MessageFixture)) } : {}),
  }
}
