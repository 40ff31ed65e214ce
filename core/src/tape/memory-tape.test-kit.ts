/** Tapes in memory, for tests: write events, get bytes; take bytes, read events. */
import type { TapeHeader } from './format.ts'
import type { Op } from './op.ts'
import { TapeReader, type TapeEnding, type TapeEvent } from './reader.ts'
import { TapeWriter, type TapeOptions } from './writer.ts'

/** An event as a test writes it. */
export interface Written {
  readonly op: Op
  readonly target: number
  readonly fields: readonly unknown[]
  readonly threw: boolean
  /** Milliseconds by which the clock moves before the event. */
  readonly wait?: number
  /** Whether what waits is flushed after the event, so that a block ends there. */
  readonly flush?: boolean
}

export const HEADER: TapeHeader = { start: 1_700_000_000_000, facts: { pid: 1 } }

/** A writer into memory, and what it has written so far. */
export function memoryTape(options: TapeOptions = {}): { writer: TapeWriter; bytes(): Buffer } {
  const parts: Buffer[] = []
  const sink = {
    append: (more: readonly Uint8Array[]) => {
      for (const part of more) parts.push(Buffer.from(part))
    },
  }
  return { writer: new TapeWriter(sink, HEADER, options), bytes: () => Buffer.concat(parts) }
}

export function writeEvent(writer: TapeWriter, { op, target, fields, threw, wait, flush }: Written): void {
  if (wait) writer.clock(wait)
  if (threw) {
    writer.beginThrew(op, target, fields.length - 1)
    for (let i = 0; i < fields.length - 1; i++) writer.field(op.fields[i] as 'value', fields[i])
    writer.value(fields.at(-1))
  } else {
    writer.begin(op)
    if (op.target) writer.uint(target)
    for (let i = 0; i < fields.length; i++) writer.field(op.fields[i] as 'value', fields[i])
  }
  if (flush) writer.flush()
}

/** A tape with these events. */
export function tapeOf(events: readonly Written[], options: TapeOptions = {}): Buffer {
  const tape = memoryTape(options)
  for (const event of events) writeEvent(tape.writer, event)
  tape.writer.flush()
  return tape.bytes()
}

export function readerOf(bytes: Buffer): TapeReader {
  return new TapeReader({ name: 'memory', read: (position, length) => bytes.subarray(position, position + length) })
}

/** All events of a tape, and how it ended. */
export function readTape(bytes: Buffer): { events: TapeEvent[]; ending: TapeEnding } {
  const reader = readerOf(bytes)
  const events: TapeEvent[] = []
  for (let event = reader.next(); event; event = reader.next()) events.push(event)
  return { events, ending: reader.ending }
}
