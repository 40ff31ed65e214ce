/** Columns and rows of PostgreSQL as a fixture shows them. */
import * as v from 'valibot'
import { bytesOfCell, type Cell, type CellCodec, shownBy, textCell } from '../cell.ts'
import { eachWithin, Misfit } from '../misfit.ts'
import { count, only, optional, type Shape } from '../shapes.ts'
import { type PgType, typeNamed, typeOf } from './types.ts'

/** As the server describes it. */
export interface PgColumn {
  readonly name: string
  readonly table: number
  readonly column: number
  readonly type: number
  readonly size: number
  readonly modifier: number
  /** 0 is text and 1 is binary. */
  readonly format: number
}

/** The same without what is usual. */
export interface ColumnFixture {
  readonly name: string
  /** A number where it is a type that the database has for itself. */
  readonly type: string | number
  readonly size?: number
  readonly modifier?: number
  /** The number of its table, and its own in there, where it comes from one. */
  readonly table?: number
  readonly column?: number
  readonly format?: 'binary'
}

export const columnShape: Shape = only({
  name: v.string(),
  type: v.union([v.string(), count]),
  size: optional(v.number()),
  modifier: optional(v.number()),
  table: optional(count),
  column: optional(count),
  format: optional(v.literal('binary')),
})

export type Row = readonly (Uint8Array | null)[]

export function showColumn({ name, type: oid, size, modifier, table, column, format }: PgColumn): ColumnFixture {
  const type = typeOf(oid)
  return {
    name,
    type: type?.name ?? oid,
    ...(size === sizeOf(type) ? {} : { size }),
    ...(modifier === -1 ? {} : { modifier }),
    ...(table === 0 ? {} : { table }),
    ...(column === 0 ? {} : { column }),
    ...(format === 0 ? {} : { format: 'binary' }),
  }
}

export function readColumn(shown: ColumnFixture): PgColumn {
  const { name, type: its, modifier = -1, table = 0, column = 0, format } = shown
  const type = typeof its === 'string' ? typeNamed(its) : typeOf(its)
  const oid = typeof its === 'number' ? its : (type as PgType).oid
  const { size = sizeOf(type) } = shown
  return { name, table, column, type: oid, size, modifier, format: format === 'binary' ? 1 : 0 }
}

function sizeOf(type: PgType | null): number {
  return type?.size ?? -1
}

export function showRow(row: Row, columns: readonly PgColumn[]): Cell[] {
  return row.map((bytes, i) => {
    if (bytes === null) return null
    const buffer = Buffer.from(bytes)
    const codec = codecOf(columns[i])
    return (codec && shownBy(codec, buffer)) ?? rawOf(buffer, columns[i])
  })
}

/** @throws Misfit */
export function readRow(row: readonly Cell[], columns: readonly PgColumn[]): Row {
  if (columns.length > 0 && row.length !== columns.length)
    throw new Misfit('', `the row has ${row.length} cells, and there are ${columns.length} columns`)
  return eachWithin(row, (cell, i) => (cell === null ? null : readCell(cell, columns[i])))
}

function readCell(cell: Cell, column: PgColumn | undefined): Buffer {
  const codec = codecOf(column)
  // Bytes are those that are sent, but where they are the value itself.
  if (codec === null || (isBase64(cell) && !showsBytes(column))) return bytesOfCell(cell)
  return codec.read(cell)
}

/** Null: bytes. What isn't known of is text. */
function codecOf(column: PgColumn | undefined): CellCodec | null {
  const type = column && typeOf(column.type)
  if (column?.format === 1) return type?.binary ?? null
  return type?.text ?? textCell
}

/** What has no better form: as text where it was sent as one. */
function rawOf(bytes: Buffer, column: PgColumn | undefined): Cell {
  const text = column?.format === 1 ? null : shownBy(textCell, bytes)
  return text ?? { base64: bytes.toString('base64') }
}

const BYTEA = 17

function showsBytes(column: PgColumn | undefined): boolean {
  return column?.type === BYTEA
}

/** Also one that stood in a file of its own. */
function isBase64(cell: Cell): boolean {
  return typeof cell === 'object' && cell !== null && ('base64' in cell || 'bytes' in cell)
}
