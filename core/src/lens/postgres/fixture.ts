/** PostgreSQL exchanges as they stand in a fixture: rows as tables, and messages by their names. */
import type { FixtureCodec } from '../lens.ts'
import { readBytes, type ShortBytes, showBytes } from '../short-bytes.ts'
import type { PgAnswer, PgExchange, PgStatement } from './exchange.ts'
import type { PgMessage } from './messages.ts'

/** `sync`, `{"query": {"sql": "…"}}`. */
type Message = string | { readonly [name: string]: Readonly<Record<string, unknown>> }

type Row = readonly (ShortBytes | null)[]

interface Said {
  readonly at: number
  /** How much had been asked by then; all of it where nothing is said. */
  readonly after?: number
}

/** A message, or rows that came together. */
type Answer = Said & ({ readonly message: Message } | { readonly rows: readonly Row[] })

interface Statement {
  readonly sql: string
  readonly values?: Row
  readonly formats?: readonly number[]
  readonly described?: readonly Message[]
}

export interface PgFixture {
  readonly protocol: 'postgres'
  readonly at: number
  readonly ended: number | null
  readonly statements: readonly Statement[]
  readonly asked: readonly Message[]
  readonly answers: readonly Answer[]
}

/** Which fields are bytes, by message. */
const BYTES: Readonly<Record<string, string>> = {
  'ask for GSS': 'bytes',
  'ask for TLS': 'bytes',
  authentication: 'bytes',
  bind: 'values',
  call: 'bytes',
  called: 'value',
  cancel: 'bytes',
  data: 'bytes',
  key: 'secret',
  password: 'bytes',
  start: 'bytes',
  unknown: 'bytes',
}

export const postgresFixture: FixtureCodec<PgExchange, PgFixture> = { toFixture, fromFixture }

function toFixture({ at, endedAt, asked, answers, statements }: PgExchange): PgFixture {
  return {
    protocol: 'postgres',
    at,
    ended: endedAt,
    statements: statements.map(({ sql, values, formats, described }) => ({
      sql,
      ...(values.length > 0 ? { values: values.map(showCell) } : {}),
      ...(formats.length > 0 ? { formats } : {}),
      ...(described ? { described: described.map(showMessage) } : {}),
    })),
    asked: asked.map(showMessage),
    answers: showAnswers(answers, asked.length),
  }
}

function fromFixture({ at, ended, asked, answers, statements }: PgFixture): PgExchange {
  return {
    protocol: 'postgres',
    at,
    endedAt: ended,
    statements: statements.map(({ sql, values = [], formats = [], described }): PgStatement => ({
      sql,
      values: values.map(readCell),
      formats,
      ...(described ? { described: described.map(readMessage) } : {}),
    })),
    asked: asked.map(readMessage),
    answers: answers.flatMap((answer): PgAnswer[] => {
      const said = { at: answer.at, after: answer.after ?? asked.length }
      if ('message' in answer) return [{ ...said, message: readMessage(answer.message) }]
      return answer.rows.map((row) => ({ ...said, message: { name: 'row', fields: { values: row.map(readCell) } } }))
    }),
  }
}

function showAnswers(answers: readonly PgAnswer[], asked: number): Answer[] {
  const shown: Answer[] = []
  let rows: Row[] = []
  for (const [i, { at, after, message }] of answers.entries()) {
    const said: Said = { at, ...(after === asked ? {} : { after }) }
    if (message.name !== 'row') {
      shown.push({ ...said, message: showMessage(message) })
      continue
    }
    const before = answers[i - 1]
    const goesOn = before?.message.name === 'row' && before.at === at && before.after === after
    if (!goesOn) shown.push({ ...said, rows: (rows = []) })
    rows.push((message.fields['values'] as PgStatement['values']).map(showCell))
  }
  return shown
}

function showMessage({ name, fields }: PgMessage): Message {
  return Object.keys(fields).length === 0 ? name : { [name]: converted(name, fields, showCell as Convert) }
}

function readMessage(message: Message): PgMessage {
  if (typeof message === 'string') return { name: message, fields: {} }
  const [name, fields] = Object.entries(message)[0] as [string, PgMessage['fields']]
  return { name, fields: converted(name, fields, readCell as Convert) }
}

type Convert = (value: unknown) => unknown

function converted(name: string, fields: PgMessage['fields'], convert: Convert): PgMessage['fields'] {
  const key = BYTES[name]
  if (key === undefined) return fields
  const value = fields[key]
  return { ...fields, [key]: Array.isArray(value) ? value.map(convert) : convert(value) }
}

function showCell(cell: Uint8Array | null): ShortBytes | null {
  return cell && showBytes(cell)
}

function readCell(cell: ShortBytes | null): Buffer | null {
  return cell === null ? null : readBytes(cell)
}
