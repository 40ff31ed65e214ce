/** Values of PostgreSQL in its binary format (the `…_send` functions of its sources) as a fixture shows them. */
import { type Cell, type CellCodec, jsonCell, numberOf, textOf } from '../cell.ts'
import { nullable, Reader } from './fields.ts'
import { OriginalDate } from '../../originals.ts'

/** Of a fixed size, with the methods of `Buffer` that read and write it. */
function fixed(size: number, show: (bytes: Buffer) => Cell, write: (bytes: Buffer, cell: Cell) => void): CellCodec {
  return {
    show,
    read(cell) {
      const bytes = Buffer.alloc(size)
      write(bytes, cell)
      return bytes
    },
  }
}

export const bool: CellCodec = fixed(
  1,
  (bytes) => bytes[0] === 1,
  (bytes, cell) => void bytes.writeUInt8(cell === true ? 1 : 0),
)
export const int2: CellCodec = fixed(
  2,
  (bytes) => bytes.readInt16BE(),
  (bytes, cell) => void bytes.writeInt16BE(Number(cell)),
)
export const int4: CellCodec = fixed(
  4,
  (bytes) => bytes.readInt32BE(),
  (bytes, cell) => void bytes.writeInt32BE(Number(cell)),
)
export const oid: CellCodec = fixed(
  4,
  (bytes) => bytes.readUInt32BE(),
  (bytes, cell) => void bytes.writeUInt32BE(Number(cell)),
)
export const int8: CellCodec = fixed(
  8,
  (bytes) => numberOf(String(bytes.readBigInt64BE())),
  (bytes, cell) => void bytes.writeBigInt64BE(BigInt(cell as string | number)),
)
export const float4: CellCodec = fixed(
  4,
  (bytes) => float(bytes.readFloatBE()),
  (bytes, cell) => void bytes.writeFloatBE(Number(cell)),
)
export const float8: CellCodec = fixed(
  8,
  (bytes) => float(bytes.readDoubleBE()),
  (bytes, cell) => void bytes.writeDoubleBE(Number(cell)),
)

/** JSON has no word for -0, NaN and the infinities. */
function float(value: number): number | string {
  return Object.is(value, -0) ? '-0' : Number.isFinite(value) ? value : String(value)
}

export const uuid: CellCodec = {
  show: (bytes) => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  read: (cell) => Buffer.from(textOf(cell).replaceAll('-', ''), 'hex'),
}

const JSONB_VERSION = 1
const spaced = jsonCell({ spaced: true })
/** The text of it follows the number of a version. */
export const jsonb: CellCodec = {
  show: (bytes) => spaced.show(bytes.subarray(1)),
  read: (cell) => Buffer.concat([Buffer.from([JSONB_VERSION]), spaced.read(cell)]),
}

/** Days and microseconds are counted from here. */
const EPOCH = OriginalDate.UTC(2000, 0, 1)
const DAY_MS = 86_400_000

export const date: CellCodec = fixed(
  4,
  (bytes) => isoOf(EPOCH + bytes.readInt32BE() * DAY_MS).slice(0, 10),
  (bytes, cell) => void bytes.writeInt32BE((OriginalDate.parse(`${textOf(cell)}T00:00:00Z`) - EPOCH) / DAY_MS),
)

/** `2026-01-02 03:04:05.678901`, and what follows it. */
function instant(end: string): CellCodec {
  return fixed(
    8,
    (bytes) => {
      const micros = bytes.readBigInt64BE()
      const [millis, rest] = [micros / 1000n, micros % 1000n]
      const [day, time] = isoOf(EPOCH + Number(rest < 0n ? millis - 1n : millis)).split('T') as [string, string]
      return `${day} ${time.slice(0, -1)}${String((rest + 1000n) % 1000n).padStart(3, '0')}${end}`
    },
    (bytes, cell) => {
      const [, day, time, micros] = /^(\S+) (\S+\.\d{3})(\d{3})/.exec(textOf(cell)) ?? []
      if (day === undefined) throw new Error(`${JSON.stringify(cell)} is no time such as 2026-01-02 03:04:05.678901`)
      const millis = OriginalDate.parse(`${day}T${time}Z`) - EPOCH
      bytes.writeBigInt64BE(BigInt(millis) * 1000n + BigInt(micros as string))
    },
  )
}

export const timestamp: CellCodec = instant('')
export const timestamptz: CellCodec = instant('+00')

/** An empty text where JavaScript has no such date (`infinity`): it isn't read as the same, so the bytes are shown. */
function isoOf(millis: number): string {
  return Math.abs(millis) <= 8.64e15 ? new OriginalDate(millis).toISOString() : 'T'
}

const SIGNS = { plus: 0, minus: 0x4000 }
const NAN = 0xc000

/** Decimal digits in groups of four. */
export const numeric: CellCodec = {
  show(bytes) {
    const [count, weight, sign, scale] = [0, 2, 4, 6].map((at) => bytes.readInt16BE(at)) as [
      number,
      number,
      number,
      number,
    ]
    if ((sign & 0xffff) === NAN) return 'NaN'
    const group = (i: number): string => String(i >= 0 && i < count ? bytes.readInt16BE(8 + i * 2) : 0).padStart(4, '0')
    let whole = ''
    for (let i = 0; i <= weight; i++) whole += group(i)
    let fraction = ''
    for (let i = weight + 1; fraction.length < scale; i++) fraction += group(i)
    const digits = whole.replace(/^0+(?=\d)/, '') || '0'
    return `${sign === SIGNS.minus ? '-' : ''}${digits}${scale > 0 ? `.${fraction.slice(0, scale)}` : ''}`
  },
  read(cell) {
    const text = textOf(cell)
    if (text === 'NaN') return Buffer.from([0, 0, 0, 0, 0xc0, 0, 0, 0])
    const [, minus = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? []
    if (whole === '') throw new Error(`${JSON.stringify(cell)} is no number`)
    const left = whole.padStart(Math.ceil(whole.length / 4) * 4, '0')
    const right = fraction.padEnd(Math.ceil(fraction.length / 4) * 4, '0')
    const groups = ((left + right).match(/.{4}/g) ?? []).map(Number)
    let weight = left.length / 4 - 1
    while (groups[0] === 0) {
      groups.shift()
      weight--
    }
    while (groups.at(-1) === 0) groups.pop()
    const head = [groups.length, groups.length === 0 ? 0 : weight, minus ? SIGNS.minus : SIGNS.plus, fraction.length]
    const bytes = Buffer.alloc(8 + groups.length * 2)
    for (const [i, value] of [...head, ...groups].entries()) bytes.writeInt16BE(value, i * 2)
    return bytes
  },
}

/** Lists of one dimension that begin at 1. */
export function arrayOf(element: number, of: CellCodec): CellCodec {
  return {
    show(bytes) {
      const reader = new Reader(bytes)
      const [dimensions, , , count, first] = [4, 4, 4, 4, 4].map((size) =>
        reader.at + size <= bytes.length ? reader.take(size).readInt32BE() : 0,
      )
      if (dimensions === 0) return []
      if (dimensions !== 1 || first !== 1) return null
      return Array.from({ length: count ?? 0 }, () => {
        const item = nullable.read(reader)
        return item && of.show(Buffer.from(item))
      })
    },
    read(cell) {
      if (!Array.isArray(cell)) throw new Error(`${JSON.stringify(cell)} stands where a list is expected`)
      const items = cell as readonly Cell[]
      const numbers = [items.length > 0 ? 1 : 0, items.includes(null) ? 1 : 0, element]
      if (items.length > 0) numbers.push(items.length, 1)
      const head = Buffer.alloc(numbers.length * 4)
      for (const [i, value] of numbers.entries()) head.writeInt32BE(value, i * 4)
      const parts: Uint8Array[] = [head]
      for (const item of items) nullable.write(item === null ? null : of.read(item), parts)
      return Buffer.concat(parts)
    },
  }
}
