/** Reads a tape, event by event. Memory is bounded by the largest single event, not by the tape. */
import { crc32 } from 'node:zlib'
import { RetraceError } from '../errors.ts'
import { openBlock, readBlockHeader } from './block.ts'
import { decodeValue } from './codec.ts'
import {
  BLOCK_HEADER_SIZE,
  CLOCK,
  DECLARE,
  MAGIC,
  PREAMBLE_SIZE,
  TEXT_UTF16,
  THREW,
  VERSION,
  type TapeHeader,
} from './format.ts'
import type { FieldType, OpSpec } from './op.ts'

/** One entry of a tape. */
export interface TapeEvent {
  /** Place in the tape, from 0. */
  readonly index: number
  /** Milliseconds since the tape began. */
  readonly time: number
  readonly op: Required<OpSpec>
  /** What the event belongs to (a handle, a timer, a call), or -1. */
  readonly target: number
  readonly fields: readonly unknown[]
  /** True where the operation threw: the last field is the error. */
  readonly threw: boolean
}

/** Where the bytes of a tape come from. */
export interface TapeSource {
  /** A name for messages: the path of the file. */
  readonly name: string
  /** Reads up to `length` bytes at `position`; fewer only at the end. */
  read(position: number, length: number): Buffer
}

/** How a tape ended: `whole`, or cut off inside a block or an event, or damaged at a block. */
export type TapeEnding = 'whole' | 'cut' | 'damaged'

/** An operation as the tape declares it, and the last values of its delta fields. */
interface DeclaredOp {
  readonly spec: Required<OpSpec>
  readonly deltas: number[]
}

/** Thrown where an event goes on in a block that isn't read yet; not an error, so that it costs no stack. */
class NeedMore {
  bytes = 0
}
const needMore = new NeedMore()

const MAX_HEADER = 64 * 1024 * 1024

export class TapeReader {
  readonly header: TapeHeader
  readonly #source: TapeSource
  /** By the tape's numbers. */
  readonly #ops: (DeclaredOp | undefined)[] = []
  /** The delta fields of the event being decoded; they count only once the event is whole. */
  readonly #deltas: number[] = []
  #filePosition: number
  #pending: Buffer = Buffer.alloc(0)
  #at = 0
  /** Where the entry that is being decoded begins. */
  #entry = 0
  #index = 0
  #over = false
  #time = 0
  /** Known once `next()` has returned null. */
  ending: TapeEnding = 'whole'

  /**
   * Opens a tape.
   *
   * @throws RetraceError `RECORDING_UNREADABLE` where it isn't a tape, `RECORDING_NEWER` where a newer version wrote it.
   */
  constructor(source: TapeSource) {
    this.#source = source
    const preamble = source.read(0, PREAMBLE_SIZE)
    const unreadable = (why: string): RetraceError =>
      new RetraceError('RECORDING_UNREADABLE', { what: source.name, why })
    if (preamble.length === 0) throw unreadable('the file is empty')
    if (preamble.length < PREAMBLE_SIZE || !preamble.subarray(0, 8).equals(MAGIC))
      throw unreadable('it does not begin as a tape does')
    const version = preamble.readUInt16LE(8)
    if (version > VERSION)
      throw new RetraceError('RECORDING_NEWER', { what: source.name, version: String(version), known: String(VERSION) })
    const length = preamble.readUInt32LE(12)
    if (length > MAX_HEADER) throw unreadable('its header is damaged')
    const body = source.read(PREAMBLE_SIZE, length + 4)
    if (body.length < length + 4) throw unreadable('it was cut off inside its header')
    if (crc32(body.subarray(0, length), crc32(preamble)) !== body.readUInt32LE(length))
      throw unreadable('its header is damaged')
    this.header = decodeValue(body, 0, length) as TapeHeader
    this.#filePosition = PREAMBLE_SIZE + length + 4
  }

  /** How many events have been read. */
  get events(): number {
    return this.#index
  }

  /** Whether the last event has been read. */
  get ended(): boolean {
    return this.#over
  }

  /** The next event, or null at the end, which is the last whole event of a tape that was cut off. */
  next(): TapeEvent | null {
    if (this.#over) return null
    const event = this.#next()
    if (event === null) this.#over = true
    return event
  }

  #next(): TapeEvent | null {
    for (;;) {
      try {
        for (;;) {
          this.#entry = this.#at
          const event = this.#event()
          if (event !== undefined) return event
        }
      } catch (signal) {
        if (signal !== needMore) throw signal
        if (!this.#refill()) return null
      }
    }
  }

  /** Decodes one entry: an event, undefined for an entry that is none, or null for one of an unknown operation. */
  #event(): TapeEvent | undefined | null {
    const number = this.#number()
    if (number === DECLARE) {
      const [declared, spec] = this.#value() as [number, Required<OpSpec>]
      this.#ops[declared] = { spec, deltas: [] }
      return undefined
    }
    if (number === CLOCK) {
      this.#time += this.#number()
      return undefined
    }
    const threw = number === THREW
    const op = this.#ops[threw ? this.#number() : number]
    if (!op) {
      this.ending = 'damaged'
      return null
    }
    const { spec, deltas } = op
    const target = spec.target ? this.#number() : -1
    const types = spec.fields
    const count = threw ? this.#number() : types.length
    const fields: unknown[] = []
    let delta = 0
    for (let i = 0; i < count; i++) {
      const type = types[i] as FieldType
      if (type === 'delta') {
        const value = this.#signed() + (deltas[delta] ?? 0)
        this.#deltas[delta++] = value
        fields.push(value)
      } else fields.push(this.#field(type))
    }
    if (threw) fields.push(this.#value())
    for (let i = 0; i < delta; i++) deltas[i] = this.#deltas[i] as number
    return { index: this.#index++, time: this.#time, op: spec, target, fields, threw }
  }

  #field(type: Exclude<FieldType, 'delta'>): unknown {
    switch (type) {
      case 'uint':
        return this.#number()
      case 'int':
        return this.#signed()
      case 'f64':
        this.#need(8)
        this.#at += 8
        return this.#pending.readDoubleLE(this.#at - 8)
      case 'bytes':
        return this.#bytes()
      case 'text':
        return this.#text()
      case 'value':
        return this.#value()
    }
  }

  #signed(): number {
    this.#need(1)
    const first = this.#pending[this.#at++] as number
    let size = first & 63
    if (first & 128) size += this.#number() * 64
    return first & 64 ? -size : size
  }

  #number(): number {
    const pending = this.#pending
    let n = 0
    let scale = 1
    for (;;) {
      if (this.#at >= pending.length) this.#need(1)
      const byte = pending[this.#at++] as number
      if (byte < 128) return n + byte * scale
      n += (byte & 127) * scale
      scale *= 128
    }
  }

  /** A copy in memory of its own: the program may get it, and do with it what it likes. */
  #bytes(): Buffer {
    const length = this.#span()
    const bytes = Buffer.allocUnsafeSlow(length)
    this.#pending.copy(bytes, 0, this.#at - length, this.#at)
    return bytes
  }

  #text(): string {
    const length = this.#span()
    const start = this.#at - length
    if (length > 0 && this.#pending[start] === TEXT_UTF16) return this.#pending.toString('utf16le', start + 1, this.#at)
    return this.#pending.toString('utf8', start, this.#at)
  }

  #value(): unknown {
    const length = this.#span()
    return decodeValue(this.#pending, this.#at - length, this.#at)
  }

  /** Passes over a length and so many bytes, which then end at `#at`. */
  #span(): number {
    const length = this.#number()
    this.#need(length)
    this.#at += length
    return length
  }

  #need(bytes: number): void {
    const missing = this.#at + bytes - this.#pending.length
    if (missing <= 0) return
    needMore.bytes = missing
    throw needMore
  }

  /** Appends blocks until the entry that is being decoded has what it asked for; false at the tape's end. */
  #refill(): boolean {
    const parts = [this.#pending.subarray(this.#entry)]
    let got = 0
    while (got < needMore.bytes) {
      const payload = this.#block()
      if (!payload) break
      parts.push(payload)
      got += payload.length
    }
    this.#pending = parts.length === 2 && parts[0]?.length === 0 ? (parts[1] as Buffer) : Buffer.concat(parts)
    this.#at = 0
    this.#entry = 0
    if (got >= needMore.bytes) return true
    if (this.#pending.length > 0 && this.ending === 'whole') this.ending = 'cut'
    return false
  }

  #block(): Buffer | null {
    const header = this.#source.read(this.#filePosition, BLOCK_HEADER_SIZE)
    if (header.length === 0) return null
    if (header.length < BLOCK_HEADER_SIZE) return this.#end('cut')
    const sizes = readBlockHeader(header)
    if (!sizes) return this.#end('damaged')
    const stored = this.#source.read(this.#filePosition + BLOCK_HEADER_SIZE, sizes.stored)
    if (stored.length < sizes.stored) return this.#end('cut')
    const payload = openBlock(header, stored)
    if (!payload) return this.#end('damaged')
    this.#filePosition += BLOCK_HEADER_SIZE + sizes.stored
    return payload
  }

  #end(ending: TapeEnding): null {
    this.ending = ending
    return null
  }
}
