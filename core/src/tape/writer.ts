/** Writes a tape: events into one buffer, the buffer in blocks to a file. Allocates nothing for a frequent event. */
import { crc32 } from 'node:zlib'
import { encodeValue } from './codec.ts'
import {
  BLOCK_HEADER_SIZE,
  BLOCK_MAGIC,
  CLOCK,
  DECLARE,
  FIRST_OP,
  MAGIC,
  PREAMBLE_SIZE,
  THREW,
  VERSION,
  type TapeHeader,
} from './format.ts'
import type { Op } from './op.ts'

/** Where the blocks of a tape go. Throws when they can't be kept (no space left, …). */
export interface TapeSink {
  /** Appends the parts, in order, as one write. */
  append(parts: readonly Uint8Array[]): void
}

const BUFFER_SIZE = 256 * 1024
/** From this size on, bytes are written from where they are instead of being copied into the buffer. */
const LARGE = 64 * 1024
const LARGE_PIECE = 1024 * 1024

export class TapeWriter {
  readonly #sink: TapeSink
  readonly #buffer: Buffer = Buffer.allocUnsafeSlow(BUFFER_SIZE)
  readonly #blockHeader: Buffer = Buffer.alloc(BLOCK_HEADER_SIZE)
  /** Tape number of each operation, by its ordinal; 0 where it isn't declared yet. */
  readonly #numbers: number[] = []
  readonly #lastDelta: number[] = []
  #declared: number = FIRST_OP
  #position = 0
  #op: Op | null = null
  /** Events written so far: the index of the next one. */
  events = 0

  constructor(sink: TapeSink, header: TapeHeader) {
    this.#sink = sink
    const body = Buffer.from(encodeValue(header))
    const preamble = Buffer.alloc(PREAMBLE_SIZE)
    MAGIC.copy(preamble)
    preamble.writeUInt16LE(VERSION, 8)
    preamble.writeUInt32LE(body.length, 12)
    const crc = Buffer.alloc(4)
    crc.writeUInt32LE(crc32(body))
    sink.append([preamble, body, crc])
  }

  /** Bytes that wait for the next flush. */
  get pending(): number {
    return this.#position
  }

  /** Starts an event; its target (if it has one) and fields follow, in order. */
  begin(op: Op): void {
    const number = this.#numbers[op.ordinal]
    this.#op = op
    this.#number(number === undefined ? this.#declare(op) : number)
    this.events++
  }

  /** Starts the event of an operation that threw: target and asked fields follow, then the error as a value. */
  beginThrew(op: Op): void {
    const number = this.#numbers[op.ordinal] ?? this.#declare(op)
    this.#op = op
    this.#number(THREW)
    this.#number(number)
    this.events++
  }

  /** Moves the tape's clock forward by whole milliseconds. */
  clock(milliseconds: number): void {
    this.#number(CLOCK)
    this.#number(milliseconds)
  }

  uint(n: number): void {
    this.#number(n)
  }

  int(n: number): void {
    // Zigzag by arithmetic: clock values do not fit 32 bits.
    this.#number(n < 0 ? -n * 2 - 1 : n * 2)
  }

  delta(n: number): void {
    const ordinal = (this.#op as Op).ordinal
    this.int(n - (this.#lastDelta[ordinal] ?? 0))
    this.#lastDelta[ordinal] = n
  }

  f64(n: number): void {
    this.#ensure(8)
    this.#buffer.writeDoubleLE(n, this.#position)
    this.#position += 8
  }

  bytes(bytes: Uint8Array): void {
    const length = bytes.length
    this.#number(length)
    if (length >= LARGE) return this.#large(bytes)
    this.#ensure(length)
    this.#buffer.set(bytes, this.#position)
    this.#position += length
  }

  text(text: string, encoding: BufferEncoding = 'utf8'): void {
    const length = Buffer.byteLength(text, encoding)
    if (length >= LARGE) return this.bytes(Buffer.from(text, encoding))
    this.#number(length)
    this.#ensure(length)
    this.#buffer.write(text, this.#position, length, encoding)
    this.#position += length
  }

  value(value: unknown): void {
    this.bytes(encodeValue(value))
  }

  /** Writes a field by its declared type. */
  field(type: Op['fields'][number], value: unknown): void {
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
    this.#block(payload)
  }

  #declare(op: Op): number {
    const number = this.#declared++
    this.#numbers[op.ordinal] = number
    this.#number(DECLARE)
    const { name, kind, target, fields, asked, labels, nests } = op
    this.value([number, { name, kind, target, fields, asked, labels, nests }])
    return number
  }

  #number(n: number): void {
    if (this.#position + 8 > BUFFER_SIZE) this.flush()
    const buffer = this.#buffer
    let at = this.#position
    while (n > 0x7fffffff) {
      buffer[at++] = (n % 128) + 128
      n = Math.floor(n / 128)
    }
    while (n > 127) {
      buffer[at++] = (n & 127) | 128
      n >>>= 7
    }
    buffer[at++] = n
    this.#position = at
  }

  #ensure(size: number): void {
    if (this.#position + size > BUFFER_SIZE) this.flush()
  }

  #large(bytes: Uint8Array): void {
    this.flush()
    for (let at = 0; at < bytes.length; at += LARGE_PIECE) this.#block(bytes.subarray(at, at + LARGE_PIECE))
  }

  #block(payload: Uint8Array): void {
    const header = this.#blockHeader
    header.writeUInt32LE(BLOCK_MAGIC, 0)
    header.writeUInt32LE(0, 4)
    header.writeUInt32LE(payload.length, 8)
    header.writeUInt32LE(payload.length, 12)
    header.writeUInt32LE(crc32(payload), 16)
    this.#sink.append([header, payload])
  }
}
