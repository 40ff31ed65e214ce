/** What a PostgreSQL server said, as it stands in a fixture: tables, and between them messages. */
import { isDeepStrictEqual } from 'node:util'
import type { Cell } from '../cell.ts'
import { eachWithin, within } from '../misfit.ts'
import { type ColumnFixture, type PgColumn, readColumn, readRow, type Row, showColumn, showRow } from './columns.ts'
import type { PgAnswer, PgExchange } from './exchange.ts'
import type { AnswerFixture, AnswerMessage } from './fixture.ts'
import { joinData, type MessageFixture, readMessage, showMessage, splitData } from './message-fixture.ts'
import type { PgMessage } from './messages.ts'
import { Tables } from './tables.ts'

type Asked = Pick<PgExchange, 'asked' | 'statements'>
type Open<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] }

export function showAnswers({ answers, ...exchange }: PgExchange): AnswerFixture[] {
  const shown: Open<AnswerFixture>[] = []
  const tables = new Tables(exchange)
  let rows: Cell[][] | null = null
  answers.forEach(({ at, after, message }, i) => {
    const before = answers[i - 1]
    if (before?.at !== at || before.after !== after) {
      shown.push({ at, ...(after === exchange.asked.length ? {} : { after }), messages: [] })
      rows = null
    }
    const { messages } = shown.at(-1) as Open<AnswerFixture>
    const row = message.name === 'row' ? rowOf(message.fields['values'] as Row, tables.columns) : null
    if (row) {
      if (rows === null) messages.push({ rows: (rows = []) })
      rows.push(row)
    } else if (message.name === 'columns') {
      const columns = (message.fields['columns'] as readonly PgColumn[]).map(showColumn)
      const next = answers[i + 1]
      rows = next?.at === at && next.after === after && HAS_ROWS.has(next.message.name) ? [] : null
      messages.push(rows ? { columns, rows } : { columns })
    } else {
      messages.push(message.name === 'complete' ? showComplete(message, tables.rows) : showMessage(message))
      rows = null
    }
    tables.take(message)
  })
  return shown.map((answer) => ({ ...answer, messages: joinData(answer.messages) }))
}

/** Null where a server doesn't keep to what it says of its columns. */
function rowOf(row: Row, columns: readonly PgColumn[]): Cell[] | null {
  if (columns.length > 0 && row.length !== columns.length) return null
  const cells = showRow(row, columns)
  return isDeepStrictEqual(readRow(cells, columns), row) ? cells : null
}

/** What follows the columns of a result, rather than those of a statement that is only described. */
const HAS_ROWS = new Set(['row', 'complete'])

export function readAnswers(answers: readonly AnswerFixture[], exchange: Asked): PgAnswer[] {
  const tables = new Tables(exchange)
  return eachWithin(answers, ({ at, after = exchange.asked.length, messages }) =>
    within('.messages', () =>
      eachWithin(splitData(messages), (shown) =>
        readAnswer(shown, tables).map((message) => ({ at, after, message })),
      ).flat(),
    ),
  ).flat()
}

function readAnswer(shown: AnswerMessage, tables: Tables): PgMessage[] {
  if (typeof shown === 'object' && ('rows' in shown || 'columns' in shown)) {
    const { columns, rows = [] } = shown as { columns?: ColumnFixture[]; rows?: Cell[][] }
    const head = columns && {
      name: 'columns',
      fields: { columns: within('.columns', () => eachWithin(columns, readColumn)) },
    }
    if (head) tables.take(head)
    const read = within('.rows', () =>
      eachWithin(rows, (row) => ({ name: 'row', fields: { values: readRow(row, tables.columns) } })),
    )
    for (const row of read) tables.take(row)
    return head ? [head, ...read] : read
  }
  const message = readMessage(shown as MessageFixture)
  const complete = message.name === 'complete' ? readComplete(message, tables.rows) : message
  tables.take(complete)
  return [complete]
}

/** The number of rows is left out where it is that of the rows before: it follows them. */
function showComplete(message: PgMessage, rows: number): MessageFixture {
  const tag = message.fields['tag'] as string
  const counted = /^(.* )(\d+)$/.exec(tag)
  if (counted?.[2] !== String(rows) || (rows === 0 && !tag.startsWith('SELECT '))) return { complete: tag }
  return { complete: `${counted[1]}#` }
}

function readComplete(message: PgMessage, rows: number): PgMessage {
  const tag = message.fields['tag'] as string
  return { ...message, fields: { tag: tag.replace(/ #$/, ` ${rows}`) } }
}
