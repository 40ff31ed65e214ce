/** Types of MySQL by their numbers, and how their values are shown in the text and in the binary protocol. */
import { bytesCell, type CellCodec, jsonCell, numberCell, textCell } from '../cell.ts'
import { contentOfBytes } from '../content.ts'
import * as binary from './binary-cells.ts'

/** What of a column says how its values are shown. */
export interface ColumnType {
  readonly type: number
  readonly flags: number
  readonly charset: number
  /** What MariaDB says of types that MySQL has and it hasn't. */
  readonly extended?: string
}

const NAMES: Readonly<Record<number, string>> = {
  0: 'old decimal',
  1: 'tinyint',
  2: 'smallint',
  3: 'int',
  4: 'float',
  5: 'double',
  6: 'null',
  7: 'timestamp',
  8: 'bigint',
  9: 'mediumint',
  10: 'date',
  11: 'time',
  12: 'datetime',
  13: 'year',
  15: 'varchar',
  16: 'bit',
  245: 'json',
  246: 'decimal',
  247: 'enum',
  248: 'set',
  249: 'tinyblob',
  250: 'mediumblob',
  251: 'longblob',
  252: 'blob',
  253: 'var_string',
  254: 'string',
  255: 'geometry',
}

const UNSIGNED = 0x20
/** The character set of what is no text. */
const BINARY = 63

/** How a value stands in a row of the binary protocol. */
export type Size = number | 'short' | 'sized'

/** In bytes; `short` with one byte that says it, `sized` as texts are. */
export function sizeOf(type: number): Size {
  if (type === 1) return 1
  if (type === 2 || type === 13) return 2
  if (type === 3 || type === 9 || type === 4) return 4
  if (type === 5 || type === 8) return 8
  return type === 7 || type === 10 || type === 11 || type === 12 ? 'short' : 'sized'
}

export function textCodec({ type, charset, extended }: ColumnType): CellCodec {
  if (type === 245) return jsonCell({ spaced: true })
  if (extended?.includes('json')) return jsonCell({})
  if (type === 16) return bytesCell
  if (typeof sizeOf(type) === 'number') return numberCell
  return charset === BINARY && type >= 249 ? blobCell : textCell
}

export function binaryCodec(column: ColumnType): CellCodec {
  const { type, flags } = column
  const isUnsigned = (flags & UNSIGNED) !== 0
  if (type === 4) return binary.float4
  if (type === 5) return binary.float8
  if (type === 8) return binary.bigint(isUnsigned)
  if (type === 11) return binary.time
  const size = sizeOf(type)
  if (size === 'short') return binary.datetime
  return size === 'sized' ? textCodec(column) : binary.integer(size as 1 | 2 | 4, isUnsigned)
}

/** Bytes that may be a text. */
const blobCell: CellCodec = {
  show: (bytes) => ('base64' in contentOfBytes(bytes) ? bytesCell.show(bytes) : textCell.show(bytes)),
  read: textCell.read,
}

export function typeName(type: number): string | number {
  return NAMES[type] ?? type
}

/** @throws Error where there is none of that name */
export function typeNumber(name: string | number): number {
  if (typeof name === 'number') return name
  const found = Object.entries(NAMES).find(([, its]) => its === name)
  if (!found) throw new Error(`MySQL has no type ${JSON.stringify(name)}`)
  return Number(found[0])
}
