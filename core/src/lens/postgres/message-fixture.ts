/** A message of PostgreSQL in a fixture: its name, and of its fields those that aren't as usual. */
import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import { eachWithin, within } from '../misfit.ts'
import { readBytes, type ShortBytes, showBytes } from '../short-bytes.ts'
import { list, only, type Shape, shortBytes } from '../shapes.ts'
import { type ColumnFixture, type PgColumn, readColumn, showColumn } from './columns.ts'
import { MESSAGE_NAMES, type PgMessage } from './messages.ts'

/** `sync`, `{"query": "…"}`, `{"parameter": {"parameter": "TimeZone", "value": "UTC"}}`. */
export type MessageFixture = string | { readonly [name: string]: unknown }

/** What the fields of a message have to be is known by their encoder. */
export const messageShape: Shape = v.union([
  v.picklist(MESSAGE_NAMES),
  only({ data: list(shortBytes) }),
  ...MESSAGE_NAMES.filter((name) => name !== 'columns' && name !== 'data').map((name) => only({ [name]: v.unknown() })),
  only({ data: shortBytes }),
])

type Fields = Readonly<Record<string, unknown>>

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
  row: 'values',
  start: 'bytes',
  unknown: 'bytes',
}

/** Messages that are shown as their only field. */
const ONLY: Readonly<Record<string, string>> = {
  called: 'value',
  complete: 'tag',
  data: 'bytes',
  error: 'details',
  fail: 'why',
  notice: 'details',
  parameters: 'types',
  password: 'bytes',
  query: 'sql',
}

/** What is usual, as it is shown. */
const USUAL: Readonly<Record<string, Fields>> = {
  authentication: { kind: 0, bytes: '' },
  bind: { portal: '', statement: '', results: [] },
  describe: { kind: 'P', of: '' },
  execute: { portal: '', limit: 0 },
  parse: { statement: '', types: [] },
  ready: { status: 'I' },
}

/** @param known - fields that are known from elsewhere, as they are shown */
export function showMessage({ name, fields }: PgMessage, known: Fields = {}): MessageFixture {
  if (name === 'columns') return { columns: (fields['columns'] as readonly PgColumn[]).map(showColumn) }
  const usual = { ...USUAL[name], ...known }
  const shown = Object.entries(converted(name, fields, showCell as Convert)).filter(
    ([key, value]) => !(key in usual && isDeepStrictEqual(value, usual[key])),
  )
  if (shown.length === 0) return name
  const only = ONLY[name]
  return { [name]: only === undefined ? Object.fromEntries(shown) : shown[0]?.[1] }
}

/** @param knownOf - the same, by the name of the message */
export function readMessage(message: MessageFixture, knownOf: (name: string) => Fields = () => ({})): PgMessage {
  const [name, said] = typeof message === 'string' ? [message, {}] : (Object.entries(message)[0] as [string, unknown])
  if (!MESSAGE_NAMES.includes(name)) throw new Error(`PostgreSQL has no message ${JSON.stringify(name)}`)
  return within(`.${name}`, () => {
    if (name === 'columns') return { name, fields: { columns: eachWithin(said as ColumnFixture[], readColumn) } }
    const only = ONLY[name]
    const given = only === undefined || typeof message === 'string' ? (said as Fields) : { [only]: said }
    return { name, fields: converted(name, { ...USUAL[name], ...knownOf(name), ...given }, readCell as Convert) }
  })
}

/** What a COPY brings comes line by line: lines that follow each other are shown as a list. */
export function joinData<M>(messages: readonly M[]): M[] {
  const joined: M[] = []
  let lines: unknown[] | null = null
  for (const message of messages) {
    if (!isData(message)) lines = null
    else if (lines) {
      lines.push(message.data)
      continue
    } else lines = [message.data]
    joined.push(lines ? ({ data: lines } as M) : message)
  }
  return joined
}

/** Each line as a message of its own again. */
export function splitData<M>(messages: readonly M[]): M[] {
  return messages.flatMap((message) => {
    if (!isData(message) || !Array.isArray(message.data)) return [message]
    return message.data.map((data: unknown) => ({ data }) as M)
  })
}

function isData(message: unknown): message is { readonly data: unknown } {
  return typeof message === 'object' && message !== null && 'data' in message
}

type Convert = (value: unknown) => unknown

function converted(name: string, fields: Fields, convert: Convert): Fields {
  const key = BYTES[name]
  if (key === undefined || !(key in fields)) return fields
  const value = fields[key]
  return { ...fields, [key]: Array.isArray(value) ? value.map(convert) : convert(value) }
}

function showCell(cell: Uint8Array | null): ShortBytes | null {
  return cell && showBytes(cell)
}

function readCell(cell: ShortBytes | null): Buffer | null {
  return cell === null ? null : readBytes(cell)
}
