/**
 * The messages of PostgreSQL's protocol 3 (https://www.postgresql.org/docs/current/protocol-message-formats.html). The
 * parsers on npm read the server's side only, and values as text.
 */
import type { Side } from '../lens.ts'
import {
  char,
  details,
  type Field,
  type Fields,
  int16,
  int32,
  list,
  nullable,
  Reader,
  record,
  rest,
  text,
  uint32,
  type Values,
} from './fields.ts'

/** A message: its name, and its fields; of a message that isn't known, `type` and `bytes`. */
export interface PgMessage {
  readonly name: string
  readonly fields: Values
}

interface Spec {
  readonly name: string
  readonly fields: Field<Values>
}

const spec = (name: string, fields: Fields = {}): Spec => ({ name, fields: record(fields) })

const column = record({
  name: text,
  table: uint32,
  column: int16,
  type: uint32,
  size: int16,
  modifier: int32,
  format: int16,
})

const copy = { format: char, formats: list(int16) }

const CLIENT: Readonly<Record<string, Spec>> = {
  Q: spec('query', { sql: text }),
  P: spec('parse', { statement: text, sql: text, types: list(uint32) }),
  B: spec('bind', {
    portal: text,
    statement: text,
    formats: list(int16),
    values: list(nullable),
    results: list(int16),
  }),
  D: spec('describe', { kind: char, of: text }),
  E: spec('execute', { portal: text, limit: int32 }),
  C: spec('close', { kind: char, of: text }),
  S: spec('sync'),
  H: spec('flush'),
  X: spec('terminate'),
  F: spec('call', { bytes: rest }),
  p: spec('password', { bytes: rest }),
  d: spec('data', { bytes: rest }),
  c: spec('done'),
  f: spec('fail', { why: text }),
}

const SERVER: Readonly<Record<string, Spec>> = {
  R: spec('authentication', { kind: int32, bytes: rest }),
  K: spec('key', { process: uint32, secret: rest }),
  S: spec('parameter', { parameter: text, value: text }),
  Z: spec('ready', { status: char }),
  T: spec('columns', { columns: list(column) }),
  D: spec('row', { values: list(nullable) }),
  C: spec('complete', { tag: text }),
  E: spec('error', { details }),
  N: spec('notice', { details }),
  A: spec('notification', { process: uint32, channel: text, payload: text }),
  t: spec('parameters', { types: list(uint32) }),
  G: spec('copy in', copy),
  H: spec('copy out', copy),
  W: spec('copy both', copy),
  V: spec('called', { value: nullable }),
  d: spec('data', { bytes: rest }),
  c: spec('done'),
  v: spec('versions', { minor: int32, unknown: list(text, int32) }),
  '1': spec('parsed'),
  '2': spec('bound'),
  '3': spec('closed'),
  n: spec('no data'),
  s: spec('suspended'),
  I: spec('empty'),
}

const SPECS: Record<Side, Readonly<Record<string, Spec>>> = { client: CLIENT, server: SERVER }
const TYPES: Record<Side, ReadonlyMap<string, string>> = { client: byName(CLIENT), server: byName(SERVER) }

const UNKNOWN = 'unknown'

function byName(specs: Readonly<Record<string, Spec>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(specs).map(([type, { name }]) => [name, type]))
}

/** Takes a message apart; one that would not be put together again as it was is left whole. */
export function decodeMessage(from: Side, type: string, body: Buffer): PgMessage {
  const known = SPECS[from][type]
  if (known) {
    try {
      const reader = new Reader(body)
      const message = { name: known.name, fields: known.fields.read(reader) }
      if (encodeBody(known, message).equals(body)) return message
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }
  return { name: UNKNOWN, fields: { type, bytes: body } }
}

/** The bytes of a message. */
export function encodeMessage(from: Side, message: PgMessage): Buffer {
  const { name, fields } = message
  const type = name === UNKNOWN ? (fields['type'] as string) : (TYPES[from].get(name) as string)
  const body =
    name === UNKNOWN ? Buffer.from(fields['bytes'] as Uint8Array) : encodeBody(SPECS[from][type] as Spec, message)
  const head = Buffer.alloc(5)
  head.write(type, 'latin1')
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

function encodeBody({ fields }: Spec, message: PgMessage): Buffer {
  const parts: Uint8Array[] = []
  fields.write(message.fields, parts)
  return Buffer.concat(parts)
}

/** Messages that have no type of their own, and so no place in the tables above. */
const UNTYPED = [UNKNOWN, 'encryption', 'start', 'ask for TLS', 'ask for GSS', 'cancel']

export const MESSAGE_NAMES: readonly string[] = [
  ...new Set([...UNTYPED, ...TYPES.client.keys(), ...TYPES.server.keys()]),
].sort()
