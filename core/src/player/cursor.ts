/** A place in a tape, with a view ahead. Notes of the recorder are passed over: no program makes them. */
import type { TapeEvent, TapeReader } from '../tape/reader.ts'

export class Cursor {
  readonly #reader: TapeReader
  readonly #onTake: ((event: TapeEvent) => void) | undefined
  readonly #ahead: TapeEvent[] = []
  #ended = false
  /** The last few events taken, newest last, for reports. */
  readonly recent: TapeEvent[] = []

  /** @param onTake - told of each event as it is taken */
  constructor(reader: TapeReader, onTake?: (event: TapeEvent) => void) {
    this.#reader = reader
    this.#onTake = onTake
  }

  /** The event `distance` places ahead (0: the next one), or null where the tape has ended. */
  peek(distance = 0): TapeEvent | null {
    while (this.#ahead.length <= distance && !this.#ended) {
      const event = this.#reader.next()
      if (!event) this.#ended = true
      else if (event.op.kind !== 'mark') this.#ahead.push(event)
    }
    return this.#ahead[distance] ?? null
  }

  /** Takes the event `distance` places ahead off the tape. */
  take(distance = 0): TapeEvent {
    const event = this.peek(distance)
    if (!event) throw new RangeError('The tape has ended')
    if (distance === 0) this.#ahead.shift()
    else this.#ahead.splice(distance, 1)
    if (this.recent.push(event) > RECENT) this.recent.shift()
    this.#onTake?.(event)
    return event
  }
}

const RECENT = 12
