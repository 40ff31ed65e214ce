/** Definitions of columns (`Protocol::ColumnDefinition41`), and as a fixture shows them. */
import * as v from 'valibot'
import { count, only, optional, type Shape } from '../shapes.ts'
import { Fields, numberBytes, sizedBytes } from './fields.ts'
import { type ColumnType, typeName, typeNumber } from './types.ts'

export interface MySqlColumn extends ColumnType {
  readonly catalog: string
  readonly schema: string
  readonly table: string
  /** Without an alias. */
  readonly orgTable: string
  readonly name: string
  readonly orgName: string
  /** In characters, at most. */
  readonly length: number
  readonly decimals: number
}

/** The same without what is usual. */
export interface ColumnFixture {
  readonly name: string
  readonly type: string | number
  readonly extended?: string
  readonly length: number
  readonly charset: number
  readonly flags?: number
  readonly decimals?: number
  readonly orgName?: string
  readonly table?: string
  readonly orgTable?: string
  readonly schema?: string
  readonly catalog?: string
}

export const columnShape: Shape = only({
  name: v.string(),
  type: v.union([v.string(), count]),
  extended: optional(v.string()),
  length: count,
  charset: count,
  flags: optional(count),
  decimals: optional(count),
  orgName: optional(v.string()),
  table: optional(v.string()),
  orgTable: optional(v.string()),
  schema: optional(v.string()),
  catalog: optional(v.string()),
})

/** The length of what follows the texts. */
const FIXED = 12

/** Null where it is something else, or has more in it. */
export function decodeColumn(payload: Uint8Array): MySqlColumn | null {
  try {
    const column = read(new Fields(payload))
    return encodeColumn(column).equals(payload) ? column : null
  } catch {
    return null
  }
}

function read(fields: Fields): MySqlColumn {
  const text = (): string => String(fields.sizedBytes())
  const [catalog, schema, table, orgTable, name, orgName] = [text(), text(), text(), text(), text(), text()]
  const extended = fields.left > FIXED + 1 ? { extended: text() } : {}
  if (fields.number(1) !== FIXED) throw new RangeError('no definition of a column')
  const [charset, length, type, flags, decimals] = [
    fields.number(2),
    fields.number(4),
    fields.number(1),
    fields.number(2),
    fields.number(1),
  ]
  return { catalog, schema, table, orgTable, name, orgName, ...extended, charset, length, type, flags, decimals }
}

export function encodeColumn(column: MySqlColumn): Buffer {
  const { catalog, schema, table, orgTable, name, orgName, extended, charset, length, type, flags, decimals } = column
  const texts = [catalog, schema, table, orgTable, name, orgName, ...(extended === undefined ? [] : [extended])]
  return Buffer.concat([
    ...texts.map((text) => sizedBytes(Buffer.from(text))),
    numberBytes(FIXED, 1),
    numberBytes(charset, 2),
    numberBytes(length, 4),
    numberBytes(type, 1),
    numberBytes(flags, 2),
    numberBytes(decimals, 1),
    numberBytes(0, 2),
  ])
}

export function showColumn(column: MySqlColumn): ColumnFixture {
  const { name, type, extended, length, charset, flags, decimals, orgName, table, orgTable, schema, catalog } = column
  return {
    name,
    type: typeName(type),
    ...(extended === undefined ? {} : { extended }),
    length,
    charset,
    ...(flags === 0 ? {} : { flags }),
    ...(decimals === 0 ? {} : { decimals }),
    ...(orgName === name ? {} : { orgName }),
    ...(table === '' ? {} : { table }),
    ...(orgTable === table ? {} : { orgTable }),
    ...(schema === '' ? {} : { schema }),
    ...(catalog === 'def' ? {} : { catalog }),
  }
}

export function readColumn(shown: ColumnFixture): MySqlColumn {
  const { name, table = '' } = shown
  return {
    flags: 0,
    decimals: 0,
    orgName: name,
    orgTable: table,
    schema: '',
    catalog: 'def',
    ...shown,
    table,
    type: typeNumber(shown.type),
  }
}
