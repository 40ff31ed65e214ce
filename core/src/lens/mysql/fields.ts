/**
 * Fields of MySQL's packets, little-endian, and its numbers and texts with their length before them
 * (https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_dt_integers.html). The codec of `mysql2` gives
 * values of JavaScript, from which the bytes can't be made again.
 */

/** Reads a payload. Where it ends before its fields, a `RangeError` is thrown. */
export class Fields {
  readonly bytes: Buffer
  at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes)
  }

  get left(): number {
    return this.bytes.length - this.at
  }

  take(size: number): Buffer {
    if (size > this.left) throw new RangeError('the packet ends before its fields')
    this.at += size
    return this.bytes.subarray(this.at - size, this.at)
  }

  number(size: 1 | 2 | 3 | 4): number {
    return this.take(size).readUIntLE(0, size)
  }

  /** A number with its length before it. Null: the mark of NULL among values. */
  sized(): number | null {
    const first = this.number(1)
    if (first < 0xfb) return first
    if (first === 0xfb) return null
    if (first === 0xfc) return this.number(2)
    if (first === 0xfd) return this.number(3)
    const value = this.take(8).readBigUInt64LE()
    if (first === 0xff || value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError('no length')
    return Number(value)
  }

  /** Bytes with their length before them; null for NULL. */
  sizedBytes(): Buffer | null {
    const size = this.sized()
    return size === null ? null : this.take(size)
  }
}

export function numberBytes(value: number, size: 1 | 2 | 3 | 4): Buffer {
  const bytes = Buffer.alloc(size)
  bytes.writeUIntLE(value, 0, size)
  return bytes
}

export function sizedNumber(value: number): Buffer {
  if (value < 0xfb) return numberBytes(value, 1)
  if (value <= 0xffff) return Buffer.concat([Buffer.from([0xfc]), numberBytes(value, 2)])
  if (value <= 0xffffff) return Buffer.concat([Buffer.from([0xfd]), numberBytes(value, 3)])
  const bytes = Buffer.alloc(9, 0xfe)
  bytes.writeBigUInt64LE(BigInt(value), 1)
  return bytes
}

export function sizedBytes(value: Uint8Array | null): Buffer {
  return value === null ? Buffer.from([0xfb]) : Buffer.concat([sizedNumber(value.length), value])
}
