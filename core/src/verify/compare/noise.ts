/** Takes out of changes what does not count, and keeps account of it. */
import type { Change } from '../../player/changes.ts'
import { Volatile, type Window } from '../../player/volatile.ts'
import type { Matching } from '../case.ts'
import type { Ignored } from './difference.ts'

export class Noise {
  readonly #volatile: Volatile
  readonly #ignored = new Map<string, { count: number; readonly example: string }>()

  readonly #isSame: Matching['isSame']

  constructor(window: Window, known: () => ReadonlySet<string>, matching?: Matching) {
    this.#volatile = new Volatile(window, known)
    this.#isSame = (recorded, actual) => matching?.isSame(recorded, actual) ?? false
  }

  /**
   * What counts; the rest is accounted for.
   *
   * @param said - ids that the program says for the same request
   */
  filter(changes: readonly Change[], what: string, said?: () => ReadonlySet<string>): Change[] {
    return changes.filter((change) => {
      if (this.#isSame(change.recorded, change.actual)) return false
      const why = this.#volatile.whyIgnored(change, said)
      if (why === null) return true
      this.take(why, `${change.path} of ${what}`)
      return false
    })
  }

  /** Keeps account of something that does not count. */
  take(why: string, example: string): void {
    const account = this.#ignored.get(why) ?? { count: 0, example }
    account.count++
    this.#ignored.set(why, account)
  }

  readonly isIgnored = (change: Change): boolean =>
    this.#isSame(change.recorded, change.actual) || this.#volatile.whyIgnored(change) !== null

  get ignored(): Ignored[] {
    return [...this.#ignored].map(([why, account]) => ({ why, ...account }))
  }
}
