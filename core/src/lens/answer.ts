/** What lenses have in common where an answer is read as plain data, and another is written in its place. */
import { isDeepStrictEqual } from 'node:util'
import type { Cell } from './cell.ts'
import { type Content, contentOfBytes } from './content.ts'
import type { ColumnTypes } from './lens.ts'

/** Bytes as the data that is in them: of JSON its value, of a text the text; undefined where they are neither. */
export function dataOf(content: Content): unknown {
  if ('bytes' in content) return dataOf(contentOfBytes(content.bytes))
  if ('json' in content) return content.json
  return 'text' in content ? dataOfText(content.text.join('\n')) : undefined
}

/** Other data, laid out as the content was. */
export function contentWithData(content: Content, data: unknown): Content {
  if ('bytes' in content) return contentWithData(contentOfBytes(content.bytes), data)
  if ('json' in content) return { ...content, json: data }
  return { text: textOfData(data, dataOf(content)).split('\n') }
}

/** A text; or what it says, where it is JSON, however it is laid out. */
export function dataOfText(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** @param before - what stood there */
export function textOfData(data: unknown, before: unknown): string {
  return typeof before === 'string' ? String(data) : JSON.stringify(data)
}

/** A message of a database; some are tables. */
type Message = Readonly<Record<string, unknown>>

interface Column {
  readonly name: string
  readonly type: string | number
}

/** What a server says at one time. */
interface Said {
  readonly messages: readonly unknown[]
}

type Row = readonly Cell[]

/**
 * The rows of an answer, by the names of their columns; undefined where there is not exactly one table, or where two of its
 * columns have the same name.
 */
export function rowsOf(answers: readonly Said[], known: readonly unknown[] = []): unknown {
  const table = tableOf(withTable(answers), known)
  return table?.rows.map((row) => Object.fromEntries(table.columns.map(({ name }, i) => [name, valueOf(row[i])])))
}

/** The types of the columns of an answer, as its server calls them, where there are rows as `rowsOf` has them. */
export function typesOf(answers: readonly Said[], known: readonly unknown[] = []): ColumnTypes | undefined {
  const table = tableOf(withTable(answers), known)
  return table ? Object.fromEntries(table.columns.map(({ name, type }) => [name, type])) : undefined
}

/** Other rows. What a row doesn't name is null. */
export function withRows<S extends Said>(said: readonly S[], data: unknown, known: readonly unknown[] = []): S[] {
  const answers = withTable(said)
  const table = tableOf(answers, known)
  if (!table || !Array.isArray(data)) throw new Error('rows are a list')
  const before = table.rows
  let rest: Row[] | null = data.map((row: Readonly<Record<string, unknown>>, i) =>
    table.columns.map((column, j) => cellOf(row[column.name] ?? null, before[i]?.[j], column)),
  )
  return answers.map((its) => ({
    ...its,
    messages: its.messages.flatMap((message): unknown[] => {
      if (!hasRows(message)) return [message]
      const rows = rest
      rest = null
      if (rows) return [{ ...message, rows }]
      return 'columns' in message ? [{ columns: message['columns'] }] : []
    }),
  }))
}

/** That there are no rows may be said later than the columns: then they have a table all the same. */
function withTable<S extends Said>(answers: readonly S[]): readonly S[] {
  const messages = answers.flatMap((said) => said.messages)
  const isOver = messages.some((message) => isObject(message) && 'complete' in message)
  if (!isOver || messages.some(hasRows)) return answers
  const open = (message: unknown): unknown => (hasColumns(message) ? { ...message, rows: [] } : message)
  return answers.map((said) => ({ ...said, messages: said.messages.map(open) }))
}

function tableOf(
  answers: readonly Said[],
  known: readonly unknown[],
): { columns: readonly Column[]; rows: Row[] } | null {
  const messages = answers.flatMap((said) => said.messages)
  const heads = messages.filter(hasColumns)
  const [head] = heads.length === 0 ? known.filter(hasColumns) : heads
  const tables = messages.filter(hasRows)
  if (!head || heads.length > 1 || tables.length === 0) return null
  const { columns } = head as unknown as { columns: readonly Column[] }
  if (new Set(columns.map(({ name }) => name)).size < columns.length) return null
  return { columns, rows: tables.flatMap(({ rows }) => rows as Row[]) }
}

function isObject(value: unknown): value is Message {
  return typeof value === 'object' && value !== null
}

function hasColumns(message: unknown): message is Message {
  return isObject(message) && Array.isArray(message['columns'])
}

function hasRows(message: unknown): message is Message {
  return isObject(message) && Array.isArray(message['rows'])
}

function valueOf(cell: Cell | undefined): unknown {
  if (typeof cell !== 'object' || cell === null || Array.isArray(cell)) return cell ?? null
  return dataOf(cell as Content) ?? cell
}

/** @param before - what stood there */
function cellOf(value: unknown, before: Cell | undefined, { type }: Column): Cell {
  if (before !== undefined && isDeepStrictEqual(valueOf(before), value)) return before
  const isJson = value !== null && typeof type === 'string' && /^jsonb?$/.test(type)
  return isJson ? { json: value } : (value as Cell)
}
