/**
 * What `--lenient` lets pass: reads of clock and randomness that are new or gone, and what is printed in addition, as
 * lines added while debugging do it.
 */
import { isColourLookup, isForgivable, isPrint, mayBeGone } from '../divergence/forgivable.ts'
import type { Op } from '../tape/op.ts'
import type { TapeEvent } from '../tape/reader.ts'
import type { Cursor } from './cursor.ts'

/** What answers a print, which is then done at once. */
function answerPrint(name: string, asked: readonly unknown[]): readonly unknown[] {
  return name === 'stream.write' ? [0, 0] : [(asked[1] as Uint8Array).length, 0, new Uint8Array(0)]
}

export class Leniency {
  /** Reads that the recording doesn't have. */
  extra = 0
  /** Reads that the recording has and the program no longer makes. */
  missing = 0
  /** Writes to stdout and stderr that the recording doesn't have. */
  prints = 0
  readonly #start: number
  readonly #last = new Map<string, unknown>()

  /** @param start - when the recording began, in milliseconds since 1970 */
  constructor(start: number) {
    this.#start = start
  }

  /** Remembers a read, for answers to extra ones. */
  note(event: TapeEvent): void {
    if (event.threw) return
    if (isForgivable(event.op) || isColourLookup(event.op.name, event.fields))
      this.#last.set(keyOf(event.op.name, event.fields), event.fields.at(-1))
  }

  /** Counts a read that the program no longer makes. */
  pass(event: TapeEvent): void {
    this.note(event)
    if (isForgivable(event.op)) this.missing++
  }

  /** How many reads that the program no longer makes stand before the event that it asks for: 0 where it isn't there. */
  before(cursor: Cursor, isAsked: (event: TapeEvent) => boolean): number {
    for (let distance = 0; ; distance++) {
      const event = cursor.peek(distance)
      if (!event) return 0
      if (isAsked(event)) return distance
      if (!mayBeGone(event)) return 0
    }
  }

  /**
   * An event in the place of one that the recording doesn't have, or null where it can't be forgiven. A clock stands
   * still for an extra read; randomness is real.
   */
  forgive(
    op: Op,
    target: number,
    asked: readonly unknown[],
    time: number,
    perform: (() => unknown) | null,
  ): TapeEvent | null {
    const made = (answers: readonly unknown[]): TapeEvent => {
      return { index: -1, time, op, target, fields: [...asked, ...answers], threw: false }
    }
    if (isForgivable(op) && perform) {
      this.extra++
      if (!op.name.startsWith('clock.')) return made([perform()])
      const key = keyOf(op.name, [...asked, null])
      if (this.#last.has(key)) return made([this.#last.get(key)])
      return made([op.name === 'clock.now' ? this.#start + time : perform()])
    }
    if (isColourLookup(op.name, asked)) return made([this.#last.get(keyOf(op.name, [...asked, null]))])
    if (!isPrint(op.name, target, asked)) return null
    this.prints++
    return made(answerPrint(op.name, asked))
  }
}

/** The operation and what was asked: all fields but the last, the result. */
function keyOf(name: string, fields: readonly unknown[]): string {
  return [name, ...fields.slice(0, -1).map(String)].join(' ')
}
