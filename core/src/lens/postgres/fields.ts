/** The types of fields that messages of PostgreSQL have; each reads what it writes. */

/** Reads a message body. */
export class Reader {
  readonly bytes: Buffer
  at = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  take(size: number): Buffer {
    const end = this.at + size
    if (size < 0 || end > this.bytes.length) throw new RangeError('the message ends before its fields')
    const taken = this.bytes.subarray(this.at, end)
    this.at = end
    return taken
  }
}

export interface Field<T> {
  read(from: Reader): T
  write(value: T, parts: Uint8Array[]): void
}

/** A number of so many bytes, big-endian. */
function integer(size: 1 | 2 | 4, signed: boolean): Field<number> {
  return {
    read: (from) => (signed ? from.take(size).readIntBE(0, size) : from.take(size).readUIntBE(0, size)),
    write(value, parts) {
      const bytes = Buffer.alloc(size)
      if (signed) bytes.writeIntBE(value, 0, size)
      else bytes.writeUIntBE(value, 0, size)
      parts.push(bytes)
    },
  }
}

export const int16: Field<number> = integer(2, true)
export const int32: Field<number> = integer(4, true)
export const uint32: Field<number> = integer(4, false)
const uint8 = integer(1, false)

/** A text that a zero byte ends. */
export const text: Field<string> = {
  read(from) {
    const end = from.bytes.indexOf(0, from.at)
    const value = from.take(end - from.at).toString('utf8')
    from.at = end + 1
    return value
  },
  write: (value, parts) => void parts.push(Buffer.from(value), Buffer.alloc(1)),
}

/** One character. */
export const char: Field<string> = {
  read: (from) => String.fromCharCode(uint8.read(from)),
  write: (value, parts) => uint8.write(value.charCodeAt(0), parts),
}

/** All that is left. */
export const rest: Field<Uint8Array> = {
  read: (from) => from.take(from.bytes.length - from.at),
  write: (value, parts) => void parts.push(value),
}

/** Bytes with their number before them, which is -1 for NULL. */
export const nullable: Field<Uint8Array | null> = {
  read(from) {
    const size = int32.read(from)
    return size === -1 ? null : from.take(size)
  },
  write(value, parts) {
    int32.write(value === null ? -1 : value.length, parts)
    if (value !== null) parts.push(value)
  },
}

/** Values with their number before them. */
export function list<T>(item: Field<T>, count: Field<number> = int16): Field<readonly T[]> {
  return {
    read: (from) => Array.from({ length: count.read(from) }, () => item.read(from)),
    write(value, parts) {
      count.write(value.length, parts)
      for (const it of value) item.write(it, parts)
    },
  }
}

/** Pairs of a character and a text, up to a zero byte: the parts of an error. */
export const details: Field<Readonly<Record<string, string>>> = {
  read(from) {
    const value: Record<string, string> = {}
    for (let code = uint8.read(from); code !== 0; code = uint8.read(from))
      value[String.fromCharCode(code)] = text.read(from)
    return value
  },
  write(value, parts) {
    for (const [code, detail] of Object.entries(value)) {
      char.write(code, parts)
      text.write(detail, parts)
    }
    uint8.write(0, parts)
  },
}

export type Fields = Readonly<Record<string, Field<unknown>>>
export type Values = Readonly<Record<string, unknown>>

/** Several fields, in order, under their names. */
export function record(fields: Fields): Field<Values> {
  const all = Object.entries(fields)
  return {
    read: (from) => Object.fromEntries(all.map(([name, field]) => [name, field.read(from)])),
    write(value, parts) {
      for (const [name, field] of all) field.write(value[name], parts)
    },
  }
}
