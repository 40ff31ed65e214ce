/**
 * What the clock said to a test, read by read, in milliseconds from its beginning. Between two exchanges a virtual clock stands
 * still, so that what a program makes of the time would be another value in a replay: a packed one, a signed one.
 */

/** As a fixture has them: `0x3 5 12` for 0 three times, 5, and 12. */
export type ClockReadsData = string

export const CLOCK_READS: RegExp = /^(?:-?\d+(?:x\d+)?(?: (?!$)|$))*$/

/** Of a program that reads it all the time, the rest goes by the virtual clock. */
const MAX_KEPT = 1000

export class ClockReads {
  /** Values, and how often each was read in a row. */
  readonly #kept: (readonly [at: number, times: number])[] = []

  keep(at: number): void {
    const last = this.#kept.at(-1)
    if (last?.[0] === at) this.#kept[this.#kept.length - 1] = [at, last[1] + 1]
    else if (this.#kept.length < MAX_KEPT) this.#kept.push([at, 1])
  }

  get data(): ClockReadsData {
    return this.#kept.map(([at, times]) => (times === 1 ? String(at) : `${at}x${times}`)).join(' ')
  }
}

/** The same code reads the same; of code that has changed, no read is before what was done, nor after what comes next. */
export class ReplayedClockReads {
  readonly #left: { readonly at: number; times: number }[]

  constructor(data: ClockReadsData) {
    this.#left = data
      .split(' ')
      .filter((its) => its !== '')
      .map((its) => {
        const [at, times = 1] = its.split('x').map(Number)
        return { at: at as number, times }
      })
  }

  /**
   * @param from - when that was recorded which the program has done last
   * @param to - when that was which it does next
   * @returns null where no read is left between these
   */
  take(from: number, to: () => number): number | null {
    // They were whole milliseconds of another beginning.
    while (this.#left[0] && this.#left[0].at < Math.floor(from)) this.#left.shift()
    const [next] = this.#left
    if (!next || next.at > Math.floor(to()) + 1) return null
    if (--next.times === 0) this.#left.shift()
    return next.at
  }
}
