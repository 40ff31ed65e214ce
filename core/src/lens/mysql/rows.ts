/** Rows of the text and of the binary protocol, and the values of an execution, as a fixture shows them. */
import { type Cell, type CellCodec, shownBy } from '../cell.ts'
import { eachWithin, Misfit } from '../misfit.ts'
import { Fields, sizedBytes } from './fields.ts'
import { binaryCodec, type ColumnType, type Size, sizeOf, textCodec } from './types.ts'

export type Protocol = 'text' | 'binary'

/** The bits of a row's NULLs begin at the third one. */
const NULLS_FROM = 2

/** Null where the payload is no row of these columns, or would not be written as it is. */
export function showRow(payload: Buffer, columns: readonly ColumnType[], protocol: Protocol): Cell[] | null {
  try {
    const fields = new Fields(payload)
    const cells = protocol === 'text' ? showText(fields, columns) : showBinary(fields, columns)
    return readRow(cells, columns, protocol).equals(payload) ? cells : null
  } catch {
    return null
  }
}

/** @throws Misfit */
export function readRow(cells: readonly Cell[], columns: readonly ColumnType[], protocol: Protocol): Buffer {
  if (cells.length !== columns.length)
    throw new Misfit('', `the row has ${cells.length} cells, and there are ${columns.length} columns`)
  if (protocol === 'text')
    return Buffer.concat(
      eachWithin(cells, (cell, i) => sizedBytes(cell === null ? null : textCodec(columns[i] as ColumnType).read(cell))),
    )
  return Buffer.concat([Buffer.alloc(1), writeValues(cells, columns, NULLS_FROM)])
}

function showText(fields: Fields, columns: readonly ColumnType[]): Cell[] {
  const cells = columns.map((column) => {
    const bytes = fields.sizedBytes()
    return bytes && shown(textCodec(column), bytes)
  })
  return cells
}

function showBinary(fields: Fields, columns: readonly ColumnType[]): Cell[] {
  if (fields.number(1) !== 0) throw new RangeError('no row')
  return showValues(fields, columns, NULLS_FROM)
}

/** Values with the bits of their NULLs before them. */
export function showValues(fields: Fields, columns: readonly ColumnType[], from: number): Cell[] {
  const nulls = fields.take((columns.length + from + 7) >> 3)
  return columns.map((column, i) => {
    const isNull = ((nulls[(i + from) >> 3] as number) >> ((i + from) & 7)) & 1
    return isNull ? null : shown(binaryCodec(column), takeValue(fields, sizeOf(column.type)))
  })
}

export function writeValues(cells: readonly Cell[], columns: readonly ColumnType[], from: number): Buffer {
  const nulls = Buffer.alloc((columns.length + from + 7) >> 3)
  const parts = eachWithin(cells, (cell, i) => {
    const { type } = columns[i] as ColumnType
    if (cell !== null) return sized(binaryCodec(columns[i] as ColumnType).read(cell), sizeOf(type))
    const bit = i + from
    nulls[bit >> 3] = (nulls[bit >> 3] as number) | (1 << (bit & 7))
    return Buffer.alloc(0)
  })
  return Buffer.concat([nulls, ...parts])
}

function shown(codec: CellCodec, bytes: Buffer): Cell {
  const cell = shownBy(codec, bytes)
  if (cell !== null) return cell
  return { base64: bytes.toString('base64') }
}

function takeValue(fields: Fields, size: Size): Buffer {
  if (typeof size === 'number') return fields.take(size)
  const bytes = size === 'short' ? fields.take(fields.number(1)) : fields.sizedBytes()
  if (bytes === null) throw new RangeError('NULL in the place of a value')
  return bytes
}

function sized(bytes: Buffer, size: Size): Buffer {
  if (typeof size === 'number') return bytes
  return size === 'short' ? Buffer.concat([Buffer.from([bytes.length]), bytes]) : sizedBytes(bytes)
}
