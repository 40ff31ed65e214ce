/** What `--lenient` lets pass: reads of clock and randomness that are new or gone, as a line added while debugging makes them. */
import type { Op, OpSpec } from '../tape/op.ts'
import type { TapeEvent } from '../tape/reader.ts'

/** Whether an operation only reads clock or randomness. */
export function isForgivable(op: Pick<OpSpec, 'name' | 'kind'>): boolean {
  return op.kind === 'value' && /^(clock|random)\./.test(op.name)
}

export class Leniency {
  /** Reads that the recording doesn't have. */
  extra = 0
  /** Reads that the recording has and the program no longer makes. */
  missing = 0
  readonly #last = new Map<string, TapeEvent>()

  /** Remembers a read, for answers to extra ones. */
  note(event: TapeEvent): void {
    if (isForgivable(event.op)) this.#last.set(event.op.name, event)
  }

  /** An answer for an extra read, `skip` where the recording's read is missing, or null where nothing can be forgiven. */
  forgive(op: Op, next: TapeEvent): TapeEvent | 'skip' | null {
    if (isForgivable(next.op) && !isForgivable(op)) {
      this.missing++
      return 'skip'
    }
    if (!isForgivable(op)) return null
    this.extra++
    return this.#last.get(op.name) ?? { ...next, op: { ...next.op, name: op.name }, fields: [0] }
  }
}
