/** A place in a tape, with a view ahead. Notes of the recorder are passed over: no program makes them. */
import type { TapeEvent, TapeReader } from '../tape/reader.ts'

export interface CursorOptions {
  /** Told of each event as it is taken. */
  onTake?(event: TapeEvent): void
  /** Changes each event as it is read. */
  rewrite?(event: TapeEvent): TapeEvent
}

export class Cursor {
  readonly #reader: TapeReader
  readonly #options: CursorOptions
  readonly #ahead: TapeEvent[] = []
  #ended = false
  #gate: { inside: number } = { inside: 0 }
  /** Whether the program's exit has been read. */
  #sawExit = false
  /** The last few events taken, newest last, for reports. */
  readonly recent: TapeEvent[] = []

  constructor(reader: TapeReader, options: CursorOptions = {}) {
    this.#reader = reader
    this.#options = options
  }

  /** Whether the tape, now that its end has been reached, goes on to the program's exit: it may have been cut off anywhere. */
  get isComplete(): boolean {
    return this.#sawExit && this.#reader.ending === 'whole'
  }

  /** The event `distance` places ahead (0: the next one), or null where the tape has ended. */
  peek(distance = 0): TapeEvent | null {
    const { rewrite } = this.#options
    while (this.#ahead.length <= distance && !this.#ended) {
      const event = this.#read()
      if (event?.op.name === 'process.exit') this.#sawExit = true
      if (!event) this.#ended = true
      else if (event.op.kind !== 'mark') this.#ahead.push(rewrite ? rewrite(event) : event)
    }
    return this.#ahead[distance] ?? null
  }

  /** What reading does (inflating blocks) isn't the program's doing: the gate is told so. */
  attach(gate: { inside: number }): void {
    this.#gate = gate
  }

  #read(): TapeEvent | null {
    this.#gate.inside++
    try {
      return this.#reader.next()
    } finally {
      this.#gate.inside--
    }
  }

  /** Takes the event `distance` places ahead off the tape. */
  take(distance = 0): TapeEvent {
    const event = this.peek(distance)
    if (!event) throw new RangeError('The tape has ended')
    if (distance === 0) this.#ahead.shift()
    else this.#ahead.splice(distance, 1)
    if (this.recent.push(event) > RECENT) this.recent.shift()
    this.#options.onTake?.(event)
    return event
  }
}

const RECENT = 12
