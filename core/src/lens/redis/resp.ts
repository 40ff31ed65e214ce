/**
 * RESP, the protocol of Redis, versions 2 and 3 (https://redis.io/docs/latest/develop/reference/protocol-spec/): values
 * with their types, so that they are written as they were read. The parsers on npm give plain JavaScript values, from
 * which `+OK` can't be told from `$2 OK`, and know version 2 only.
 */
import { NotOfProtocol } from '../fall-back.ts'
import { Unread } from '../unread.ts'

/** Types with a text up to the end of the line. */
const LINES = new Set(['+', '-', ':', '_', '#', ',', '('])
/** Types with so many bytes. */
const BLOBS = new Set(['$', '!', '='])
/** Types with so many values; twice as many where they are pairs. */
const LISTS: Readonly<Record<string, number>> = { '*': 1, '~': 1, '>': 1, '%': 2, '|': 2 }

const CRLF = '\r\n'
const LF = 0x0a

export interface Resp {
  /** Its first byte. */
  readonly type: string
  /** The text of a line (latin1), the bytes of a blob, the values of a list; null where version 2 says that there is none. */
  readonly value: string | Uint8Array | readonly Resp[] | null
}

/** What a reader gives where the bytes end before the value does. */
const MORE = Symbol('more')

/** Reads values out of bytes that come in pieces. */
export class RespReader {
  readonly #unread = new Unread()
  #at = 0
  /** How many bytes there have to be, from where a value begins, before it is worth trying again. */
  #needed = 0

  #line(): string | typeof MORE {
    const end = this.#unread.bytes.indexOf(LF, this.#at)
    if (end < 0) return MORE
    const line = this.#unread.bytes.toString('latin1', this.#at, end)
    this.#at = end + 1
    return line.endsWith('\r') ? line.slice(0, -1) : line
  }

  /** How many bytes have come after the last value that was given. */
  get unread(): number {
    return this.#unread.bytes.length - this.#at
  }

  /**
   * Takes bytes and gives the values that are whole now.
   *
   * @param inline - whether a line of another kind is an inline command, as people type it: an array of its words
   * @throws NotOfProtocol
   */
  *read(bytes: Uint8Array, inline: boolean): Generator<Resp> {
    this.#unread.cut(this.#at)
    this.#unread.add(bytes)
    this.#at = 0
    while (this.#at < this.#unread.bytes.length && this.#unread.bytes.length >= this.#needed) {
      const start = this.#at
      const value = this.#value(inline)
      if (value === MORE) {
        this.#at = start
        this.#needed -= start
        return
      }
      this.#needed = 0
      yield value
    }
  }

  #value(inline: boolean): Resp | typeof MORE {
    const type = String.fromCharCode(this.#unread.bytes[this.#at] ?? 0)
    const isList = Object.hasOwn(LISTS, type)
    if (!LINES.has(type) && !BLOBS.has(type) && !isList) {
      if (inline) return this.#inline()
      throw new NotOfProtocol(`a value that begins with ${JSON.stringify(type)}`)
    }
    const line = this.#line()
    if (line === MORE) return MORE
    const text = line.slice(1)
    if (LINES.has(type)) return { type, value: text }
    const count = Number(text)
    if (!Number.isInteger(count) || count < -1 || text === '')
      throw new NotOfProtocol(`the length ${JSON.stringify(text)}`)
    if (count === -1) return { type, value: null }
    return isList ? this.#list(type, count * (LISTS[type] as number)) : this.#blob(type, count)
  }

  #list(type: string, count: number): Resp | typeof MORE {
    const value: Resp[] = []
    for (let i = 0; i < count; i++) {
      if (this.#at >= this.#unread.bytes.length) return MORE
      const item = this.#value(false)
      if (item === MORE) return MORE
      value.push(item)
    }
    return { type, value }
  }

  #blob(type: string, size: number): Resp | typeof MORE {
    const end = this.#at + size + CRLF.length
    if (end > this.#unread.bytes.length) {
      this.#needed = end
      return MORE
    }
    const value = this.#unread.bytes.subarray(this.#at, this.#at + size)
    this.#at = end
    return { type, value }
  }

  #inline(): Resp | typeof MORE {
    const line = this.#line()
    if (line === MORE) return MORE
    const words = line.split(/\s+/).filter((word) => word !== '')
    return { type: '*', value: words.map((word) => ({ type: '$', value: Buffer.from(word, 'latin1') })) }
  }
}

/** The bytes of a value. */
export function encodeResp(resp: Resp): Buffer {
  const parts: Uint8Array[] = []
  write(resp, parts)
  return Buffer.concat(parts)
}

function write({ type, value }: Resp, parts: Uint8Array[]): void {
  const line = (text: string): number => parts.push(Buffer.from(type + text + CRLF, 'latin1'))
  if (value === null) line('-1')
  else if (typeof value === 'string') line(value)
  else if (value instanceof Uint8Array) {
    line(String(value.length))
    parts.push(value, Buffer.from(CRLF))
  } else {
    line(String(value.length / (LISTS[type] ?? 1)))
    for (const item of value) write(item, parts)
  }
}
