/** Writes a tape: events into one buffer, the buffer in blocks to a file. Allocates nothing for a frequent event. */
import { crc32 } from 'node:zlib'
import { frameBlock } from './block.ts'
import { encodeValue, isWellFormed } from './codec.ts'
import {
  BLOCK_HEADER_SIZE,
  CLOCK,
  DECLARE,
  FIRST_OP,
  MAGIC,
  PREAMBLE_SIZE,
  TEXT_UTF16,
  THREW,
  VERSION,
  type TapeHeader,
} from './format.ts'
import type { FieldType, Op } from './op.ts'
import { NOT_PACKED, packSimple } from './pack-simple.ts'
import { mostBytes, putSent, putText, toBytes, type Sent } from './sent.ts'

/** Where the blocks of a tape go. Throws when they can't be kept (no space left, …). */
export interface TapeSink {
  /** Appends the parts, in order, as one write. */
  append(parts: readonly Uint8Array[]): void
}

export interface TapeOptions {
  /** Whether blocks are stored deflated: a third of the size, for some 10 ns of processor time a byte. */
  readonly deflate?: boolean
}

const BUFFER_SIZE = 256 * 1024
/** From this size on, bytes are written from where they are instead of being copied into the buffer. */
const LARGE = 64 * 1024
const LARGE_PIECE = 1024 * 1024
/** The longest text whose length in UTF-8 surely fits into one byte: no character takes more than three bytes. */
const SHORT_TEXT = 42
/** A varint of the largest number takes this many bytes. */
const MAX_VARINT = 10

/** The most bytes of a simple value, for whose length two bytes are kept. */
const MAX_SIMPLE = 4096

export class TapeWriter {
  readonly #sink: TapeSink
  readonly #deflate: boolean
  readonly #buffer: Buffer = Buffer.allocUnsafeSlow(BUFFER_SIZE)
  readonly #blockHeader: Buffer = Buffer.alloc(BLOCK_HEADER_SIZE)
  /** Tape number of each operation, by its ordinal; undefined where it isn't declared yet. */
  readonly #numbers: (number | undefined)[] = []
  /** The last values of each operation's delta fields, by its ordinal. */
  readonly #lastDeltas: number[][] = []
  #declared: number = FIRST_OP
  #position = 0
  /** Where the event being written begins in the buffer. */
  #eventStart = 0
  #op: Op | null = null
  /** How many fields the event being written still lacks. */
  #missing = 0
  #deltaField = 0
  /** Events written so far: the index of the next one. */
  events = 0

  constructor(sink: TapeSink, header: TapeHeader, options: TapeOptions = {}) {
    this.#sink = sink
    this.#deflate = options.deflate ?? false
    const body = Buffer.from(encodeValue(header))
    const preamble = Buffer.alloc(PREAMBLE_SIZE)
    MAGIC.copy(preamble)
    preamble.writeUInt16LE(VERSION, 8)
    preamble.writeUInt32LE(body.length, 12)
    const crc = Buffer.alloc(4)
    crc.writeUInt32LE(crc32(body, crc32(preamble)))
    sink.append([preamble, body, crc])
  }

  /** Bytes that wait for the next flush. */
  get pending(): number {
    return this.#position
  }

  /** Starts an event; its target (if it has one) and fields follow, in order. */
  begin(op: Op): void {
    if (this.#missing !== 0) this.#incomplete()
    const number = this.#numbers[op.ordinal] ?? this.#declare(op)
    this.#eventStart = this.#position
    this.#op = op
    this.#deltaField = 0
    this.#number(number)
    this.#missing = op.fields.length + (op.target ? 1 : 0)
    this.events++
  }

  /** Starts an event with a target whose first field is bytes, and writes these: the most frequent one, in few steps. */
  beginBytes(op: Op, target: number, sent: Sent, encoding: BufferEncoding = 'utf8'): void {
    const number = this.#numbers[op.ordinal]
    const size = mostBytes(sent)
    if (number === undefined || size >= LARGE || this.#missing !== 0) {
      this.begin(op)
      this.uint(target)
      return this.bytes(toBytes(sent, encoding))
    }
    this.#ensure(size + 3 * MAX_VARINT)
    const buffer = this.#buffer
    this.#eventStart = this.#position
    this.#op = op
    this.#deltaField = 0
    const at = putVarint(buffer, putVarint(buffer, this.#position, number), target)
    // The length is known only afterwards; it gets the room that the largest one would need.
    const width = size < 2 ** 7 ? 1 : size < 2 ** 14 ? 2 : 3
    const length = putSent(buffer, sent, at + width, encoding)
    putWideVarint(buffer, at, length, width)
    this.#position = at + width + length
    this.#missing = op.fields.length - 1
    this.events++
  }

  /** Starts the event of an operation that threw: its target and asked fields follow, then the error as a value. */
  beginThrew(op: Op, target: number, asked: number): void {
    if (this.#missing !== 0) this.#incomplete()
    const number = this.#numbers[op.ordinal] ?? this.#declare(op)
    this.#eventStart = this.#position
    this.#op = op
    this.#deltaField = 0
    this.#number(THREW)
    this.#number(number)
    if (op.target) this.#number(target)
    this.#number(asked)
    this.#missing = asked + 1
    this.events++
  }

  /** Takes back the event that is being written, as far as it isn't with the sink yet. */
  rollBack(): void {
    if (this.#missing === 0) return
    this.#missing = 0
    this.#position = this.#eventStart
    this.events--
  }

  /** Moves the tape's clock forward by whole milliseconds. Between events only. */
  clock(milliseconds: number): void {
    this.#number(CLOCK)
    this.#number(milliseconds)
  }

  uint(n: number): void {
    this.#missing--
    this.#number(n)
  }

  int(n: number): void {
    this.#missing--
    this.#signed(n)
  }

  delta(n: number): void {
    this.#missing--
    const { ordinal } = this.#op as Op
    const last = (this.#lastDeltas[ordinal] ??= [])
    const field = this.#deltaField++
    this.#signed(n - (last[field] ?? 0))
    last[field] = n
  }

  f64(n: number): void {
    this.#missing--
    this.#ensure(8)
    this.#buffer.writeDoubleLE(n, this.#position)
    this.#position += 8
  }

  bytes(bytes: Uint8Array): void {
    this.#missing--
    this.#bytes(bytes)
  }

  text(text: string): void {
    this.#missing--
    if (!isWellFormed(text)) {
      this.#bytes(Buffer.concat([Buffer.of(TEXT_UTF16), Buffer.from(text, 'utf16le')]))
      return
    }
    if (text.length <= SHORT_TEXT) {
      this.#ensure(SHORT_TEXT * 3 + 1)
      const length = putText(this.#buffer, text, this.#position + 1, 'utf8')
      this.#buffer[this.#position] = length
      this.#position += length + 1
      return
    }
    const length = Buffer.byteLength(text)
    if (length >= LARGE) return this.#bytes(Buffer.from(text))
    this.#number(length)
    this.#ensure(length)
    putText(this.#buffer, text, this.#position, 'utf8')
    this.#position += length
  }

  value(value: unknown): void {
    this.#missing--
    this.#ensure(MAX_SIMPLE + 2)
    const start = this.#position
    // Few are longer than one byte.
    const width = typeof value === 'string' || (typeof value === 'object' && value !== null) ? 2 : 1
    const end = packSimple(value, this.#buffer, start + width, start + width + MAX_SIMPLE)
    if (end === NOT_PACKED) return this.#bytes(encodeValue(value))
    putWideVarint(this.#buffer, start, end - start - width, width)
    this.#position = end
  }

  /** Writes a field by its declared type. */
  field(type: FieldType, value: unknown): void {
    switch (type) {
      case 'uint':
        return this.uint(value as number)
      case 'int':
        return this.int(value as number)
      case 'delta':
        return this.delta(value as number)
      case 'f64':
        return this.f64(value as number)
      case 'bytes':
        return this.bytes(value as Uint8Array)
      case 'text':
        return this.text(value as string)
      case 'value':
        return this.value(value)
    }
  }

  /** Hands everything written so far to the sink, as one block. */
  flush(): void {
    if (this.#position === 0) return
    const payload = this.#buffer.subarray(0, this.#position)
    this.#position = 0
    this.#eventStart = 0
    this.#block(payload)
  }

  /** A boundary that writes other fields than it declared would make all that follows unreadable. */
  #incomplete(): never {
    const op = this.#op as Op
    const wrong = this.#missing > 0 ? `${this.#missing} too few` : `${-this.#missing} too many`
    throw new RangeError(`The event ${op.name} was written with ${wrong} of its fields`)
  }

  #declare(op: Op): number {
    const number = this.#declared++
    this.#number(DECLARE)
    const { name, kind, target, fields, asked, labels, nests } = op
    this.#bytes(encodeValue([number, { name, kind, target, fields, asked, labels, nests }]))
    this.#numbers[op.ordinal] = number
    return number
  }

  #bytes(bytes: Uint8Array): void {
    const length = bytes.length
    this.#number(length)
    if (length >= LARGE) return this.#large(bytes)
    this.#ensure(length)
    this.#buffer.set(bytes, this.#position)
    this.#position += length
  }

  #signed(n: number): void {
    const size = Math.abs(n)
    const sign = n < 0 ? 64 : 0
    if (size < 64) {
      this.#ensure(1)
      this.#buffer[this.#position++] = checked(size) | sign
      return
    }
    const low = size % 64
    this.#ensure(MAX_VARINT + 1)
    this.#buffer[this.#position++] = low | sign | 128
    this.#number((size - low) / 64)
  }

  #number(n: number): void {
    this.#ensure(MAX_VARINT)
    this.#position = putVarint(this.#buffer, this.#position, n)
  }

  #ensure(size: number): void {
    if (this.#position + size > BUFFER_SIZE) this.flush()
  }

  #large(bytes: Uint8Array): void {
    this.flush()
    for (let at = 0; at < bytes.length; at += LARGE_PIECE) this.#block(bytes.subarray(at, at + LARGE_PIECE))
  }

  #block(payload: Uint8Array): void {
    const stored = frameBlock(this.#blockHeader, payload, this.#deflate)
    this.#sink.append([this.#blockHeader, stored])
  }
}

/** Writes a varint, and gives the place behind it. */
function putVarint(buffer: Buffer, start: number, n: number): number {
  let at = start
  let rest = n
  if (rest >>> 0 !== rest) {
    checked(n)
    while (rest > 0xffffffff) {
      const low = rest % 128
      buffer[at++] = low + 128
      rest = (rest - low) / 128
    }
  }
  while (rest > 127) {
    buffer[at++] = (rest & 127) | 128
    rest >>>= 7
  }
  buffer[at++] = rest
  return at
}

/** Writes a varint in more bytes than it needs: the upper ones hold nothing. */
function putWideVarint(buffer: Buffer, start: number, n: number, width: number): void {
  let rest = n
  for (let i = 0; i < width - 1; i++) {
    buffer[start + i] = (rest & 127) | 128
    rest >>>= 7
  }
  buffer[start + width - 1] = rest
}

/** Larger whole numbers don't fit into `MAX_VARINT` bytes. */
const MAX_NUMBER = 2 ** 63

function checked(n: number): number {
  if (!(n >= 0 && n <= MAX_NUMBER && Math.floor(n) === n))
    throw new RangeError(`${n} is no whole number that a tape can hold`)
  return n
}
