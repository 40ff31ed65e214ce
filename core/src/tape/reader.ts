/** Reads a tape, event by event. Memory is bounded by the largest single event, not by the tape. */
import { crc32, inflateRawSync } from 'node:zlib'
import { RetraceError } from '../errors.ts'
import { decodeValue } from './codec.ts'
import {
  BLOCK_DEFLATED,
  BLOCK_HEADER_SIZE,
  BLOCK_MAGIC,
  CLOCK,
  DECLARE,
  MAGIC,
  PREAMBLE_SIZE,
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

class NeedMore {
  readonly bytes: number
  constructor(bytes: number) {
    this.bytes = bytes
  }
}

const MAX_BLOCK = 1 << 30

export class TapeReader {
  readonly header: TapeHeader
  readonly #source: TapeSource
  readonly #ops = new Map<number, Required<OpSpec>>()
  readonly #lastDelta = new Map<string, number>()
  /** The delta of the event being decoded; kept only once the event is whole. */
  #tentative: { name: string; value: number } | null = null
  #filePosition: number
  #pending: Buffer = Buffer.alloc(0)
  #at = 0
  #index = 0
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
    const body = length > MAX_BLOCK ? Buffer.alloc(0) : source.read(PREAMBLE_SIZE, length + 4)
    if (body.length < length + 4) throw unreadable('it was cut off inside its header')
    if (crc32(body.subarray(0, length)) !== body.readUInt32LE(length)) throw unreadable('its header is damaged')
    this.header = decodeValue(body.subarray(0, length)) as TapeHeader
    this.#filePosition = PREAMBLE_SIZE + length + 4
  }

  /** The next event, or null at the end, which is the last whole event of a tape that was cut off. */
  next(): TapeEvent | null {
    for (;;) {
      const from = this.#at
      try {
        const event = this.#event()
        if (event) return event
        if (event === null) return null
      } catch (signal) {
        if (!(signal instanceof NeedMore)) throw signal
        this.#at = from
        this.#tentative = null
        if (!this.#fill(signal.bytes)) {
          if (from < this.#pending.length && this.ending === 'whole') this.ending = 'cut'
          return null
        }
      }
    }
  }

  /** Decodes one entry: an event, or undefined for an entry that is none. */
  #event(): TapeEvent | undefined | null {
    const number = this.#number()
    if (number === DECLARE) {
      const [declared, spec] = this.#field('value', '') as [number, Required<OpSpec>]
      this.#ops.set(declared, spec)
      return undefined
    }
    if (number === CLOCK) {
      this.#time += this.#number()
      return undefined
    }
    const threw = number === THREW
    const op = this.#ops.get(threw ? this.#number() : number)
    if (!op) {
      this.ending = 'damaged'
      return null
    }
    const target = op.target ? this.#number() : -1
    const types: readonly FieldType[] = threw ? [...op.fields.slice(0, op.asked), 'value'] : op.fields
    const fields: unknown[] = []
    for (const type of types) fields.push(this.#field(type, op.name))
    if (this.#tentative) {
      this.#lastDelta.set(this.#tentative.name, this.#tentative.value)
      this.#tentative = null
    }
    return { index: this.#index++, time: this.#time, op, target, fields, threw }
  }

  #field(type: FieldType, opName: string): unknown {
    switch (type) {
      case 'uint':
        return this.#number()
      case 'int':
        return this.#signed()
      case 'delta': {
        const value = this.#signed() + (this.#lastDelta.get(opName) ?? 0)
        this.#tentative = { name: opName, value }
        return value
      }
      case 'f64': {
        this.#need(8)
        const n = this.#pending.readDoubleLE(this.#at)
        this.#at += 8
        return n
      }
      case 'bytes':
        return Buffer.from(this.#bytes())
      case 'text':
        return this.#bytes().toString('utf8')
      case 'value':
        return decodeValue(this.#bytes())
    }
  }

  #signed(): number {
    const n = this.#number()
    return n % 2 === 1 ? -(n + 1) / 2 : n / 2
  }

  #number(): number {
    let n = 0
    let scale = 1
    for (;;) {
      this.#need(1)
      const byte = this.#pending[this.#at++] as number
      n += (byte & 127) * scale
      if (byte < 128) return n
      scale *= 128
    }
  }

  #bytes(): Buffer {
    const length = this.#number()
    this.#need(length)
    const bytes = this.#pending.subarray(this.#at, this.#at + length)
    this.#at += length
    return bytes
  }

  #need(bytes: number): void {
    const missing = this.#at + bytes - this.#pending.length
    if (missing > 0) throw new NeedMore(missing)
  }

  /** Appends blocks until `bytes` more are there. */
  #fill(bytes: number): boolean {
    const parts = [this.#pending.subarray(this.#at)]
    let got = 0
    while (got < bytes) {
      const payload = this.#block()
      if (!payload) break
      parts.push(payload)
      got += payload.length
    }
    this.#pending = Buffer.concat(parts)
    this.#at = 0
    return got >= bytes
  }

  #block(): Buffer | null {
    const header = this.#source.read(this.#filePosition, BLOCK_HEADER_SIZE)
    if (header.length === 0) return null
    if (header.length < BLOCK_HEADER_SIZE) return this.#end('cut')
    if (header.readUInt32LE(0) !== BLOCK_MAGIC) return this.#end('damaged')
    const stored = header.readUInt32LE(8)
    if (stored > MAX_BLOCK) return this.#end('damaged')
    const payload = this.#source.read(this.#filePosition + BLOCK_HEADER_SIZE, stored)
    if (payload.length < stored) return this.#end('cut')
    if (crc32(payload) !== header.readUInt32LE(16)) return this.#end('damaged')
    this.#filePosition += BLOCK_HEADER_SIZE + stored
    return header.readUInt8(4) & BLOCK_DEFLATED ? inflateRawSync(payload) : payload
  }

  #end(ending: TapeEnding): null {
    this.ending = ending
    return null
  }
}
