/** Values of MySQL in the binary protocol, without the lengths before them, as a fixture shows them. */
import { type CellCodec, numberOf, textOf } from '../cell.ts'

export function integer(size: 1 | 2 | 4, isUnsigned: boolean): CellCodec {
  return {
    show: (bytes) => (isUnsigned ? bytes.readUIntLE(0, size) : bytes.readIntLE(0, size)),
    read(cell) {
      const bytes = Buffer.alloc(size)
      if (isUnsigned) bytes.writeUIntLE(Number(cell), 0, size)
      else bytes.writeIntLE(Number(cell), 0, size)
      return bytes
    },
  }
}

export function bigint(isUnsigned: boolean): CellCodec {
  return {
    show: (bytes) => numberOf(String(isUnsigned ? bytes.readBigUInt64LE() : bytes.readBigInt64LE())),
    read(cell) {
      const bytes = Buffer.alloc(8)
      if (isUnsigned) bytes.writeBigUInt64LE(BigInt(textOf(cell)))
      else bytes.writeBigInt64LE(BigInt(textOf(cell)))
      return bytes
    },
  }
}

/** JSON has no word for -0. */
const float = (value: number): number | string => (Object.is(value, -0) ? '-0' : value)

export const float4: CellCodec = {
  show: (bytes) => float(bytes.readFloatLE()),
  read(cell) {
    const bytes = Buffer.alloc(4)
    bytes.writeFloatLE(Number(cell))
    return bytes
  },
}

export const float8: CellCodec = {
  show: (bytes) => float(bytes.readDoubleLE()),
  read(cell) {
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleLE(Number(cell))
    return bytes
  },
}

const two = (value: number): string => String(value).padStart(2, '0')
const micros = (bytes: Buffer, at: number): string =>
  bytes.length > at ? `.${String(bytes.readUInt32LE(at)).padStart(6, '0')}` : ''

const ZERO_DATE = '0000-00-00'

/** `2026-01-02`, and what of ` 03:04:05.678901` was sent: zeros at the end are not. */
export const datetime: CellCodec = {
  show(bytes) {
    if (bytes.length === 0) return ZERO_DATE
    const day = `${String(bytes.readUInt16LE()).padStart(4, '0')}-${two(bytes.readUInt8(2))}-${two(bytes.readUInt8(3))}`
    if (bytes.length === 4) return day
    return `${day} ${[4, 5, 6].map((at) => two(bytes.readUInt8(at))).join(':')}${micros(bytes, 7)}`
  },
  read(cell) {
    if (cell === ZERO_DATE) return Buffer.alloc(0)
    const [, year, month, day, time, fraction] =
      /^(\d{4})-(\d\d)-(\d\d)(?: (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?)?$/.exec(textOf(cell)) ?? []
    if (year === undefined) throw new Error(`${JSON.stringify(cell)} is no time such as 2026-01-02 03:04:05.678`)
    const bytes = Buffer.alloc(fraction === undefined ? (time === undefined ? 4 : 7) : 11)
    bytes.writeUInt16LE(Number(year))
    bytes.set([Number(month), Number(day), ...(time?.split(':').map(Number) ?? [])], 2)
    if (fraction !== undefined) bytes.writeUInt32LE(Number(fraction.padEnd(6, '0')), 7)
    return bytes
  },
}

const ZERO_TIME = '00:00:00'

/** `-12:34:56.789000`, with as many hours as there are. */
export const time: CellCodec = {
  show(bytes) {
    if (bytes.length === 0) return ZERO_TIME
    const hours = bytes.readUInt32LE(1) * 24 + bytes.readUInt8(5)
    const rest = `${two(bytes.readUInt8(6))}:${two(bytes.readUInt8(7))}${micros(bytes, 8)}`
    return `${bytes[0] === 1 ? '-' : ''}${two(hours)}:${rest}`
  },
  read(cell) {
    if (cell === ZERO_TIME) return Buffer.alloc(0)
    const [, minus, hours, minutes, seconds, fraction] =
      /^(-?)(\d+):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/.exec(textOf(cell)) ?? []
    if (hours === undefined) throw new Error(`${JSON.stringify(cell)} is no time such as -12:34:56.789`)
    const bytes = Buffer.alloc(fraction === undefined ? 8 : 12)
    bytes.writeUInt8(minus === '-' ? 1 : 0)
    bytes.writeUInt32LE(Math.floor(Number(hours) / 24), 1)
    bytes.set([Number(hours) % 24, Number(minutes), Number(seconds)], 5)
    if (fraction !== undefined) bytes.writeUInt32LE(Number(fraction.padEnd(6, '0')), 8)
    return bytes
  },
}
