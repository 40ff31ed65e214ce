/** Takes out of changes what does not count, and keeps account of it. */
import type { Change } from '../../player/changes.ts'
import type { Ignored } from './difference.ts'
import { Volatile, type Window } from './volatile.ts'

export class Noise {
  readonly #volatile: Volatile
  readonly #ignored = new Map<string, { count: number; readonly example: string }>()

  constructor(window: Window, known: () => ReadonlySet<string>) {
    this.#volatile = new Volatile(window, known)
  }

  /**
   * What counts; the rest is accounted for.
   *
   * @param said - ids that the program says for the same request
   */
  filter(changes: readonly Change[], what: string, said?: () => ReadonlySet<string>): Change[] {
    return changes.filter((change) => {
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

  readonly isIgnored = (change: Change): boolean => this.#volatile.whyIgnored(change) !== null

  get ignored(): Ignored[] {
    return [...this.#ignored].map(([why, account]) => ({ why, ...account }))
  }
}
