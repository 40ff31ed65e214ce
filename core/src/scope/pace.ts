/**
 * The pace of a run: what its clocks said, and when its timers fired. A fixture does without, since code that changes
 * reads clocks as it likes; where a failed run is to fail again, what the program computed meanwhile counts as well.
 *
 * What Node does by itself is left out: it may be on a connection that was another test's.
 */

import { isCalledByNode } from '../call-sites.ts'

/** As it is kept; all times in milliseconds from the beginning of the run. */
export interface PaceData {
  /** How long the run took. */
  readonly lasted: number
  /** By clock, what it said each time that it was read. */
  readonly clocks: Readonly<Record<string, readonly number[]>>
  /** By kind and delay, in the order in which they were set: when each timer fired. */
  readonly timers: Readonly<Record<string, readonly (readonly number[])[]>>
}

/** More reads of one clock, and more timers of one delay, than these aren't kept: the rest goes by the virtual clock. */
const MAX_KEPT = 100_000

export class Pace {
  readonly #clocks: Record<string, number[]> = {}
  readonly #timers: Record<string, number[][]> = {}
  /** The firings of each timer, by its number. */
  readonly #firings = new Map<number, number[]>()

  read(clock: string, at: number): void {
    if (isCalledByNode()) return
    const reads = (this.#clocks[clock] ??= [])
    if (reads.length < MAX_KEPT) reads.push(exact(at))
  }

  set(timer: number, kind: string, delay: number): void {
    if (isCalledByNode()) return
    const all = (this.#timers[keyOf(kind, delay)] ??= [])
    if (all.length >= MAX_KEPT) return
    const firings: number[] = []
    all.push(firings)
    this.#firings.set(timer, firings)
  }

  fired(timer: number, at: number): void {
    const firings = this.#firings.get(timer)
    if (firings && firings.length < MAX_KEPT) firings.push(exact(at))
  }

  data(lasted: number): PaceData {
    return { lasted: exact(lasted), clocks: this.#clocks, timers: this.#timers }
  }
}

export class ReplayedPace {
  readonly #data: PaceData
  readonly #reads = new Map<string, number>()
  readonly #set = new Map<string, number>()
  /** What is left of the firings of each timer, by its number; null of one that isn't the program's. */
  readonly #left = new Map<number, number[] | null>()

  constructor(data: PaceData) {
    this.#data = data
  }

  /** @param now - by the virtual clock, where the recorded run has read it less often */
  read(clock: string, now: number): number {
    if (isCalledByNode()) return now
    const recorded = this.#data.clocks[clock] ?? []
    const count = this.#reads.get(clock) ?? 0
    this.#reads.set(clock, count + 1)
    return recorded[count] ?? Math.max(now, recorded.at(-1) ?? now)
  }

  /**
   * When a timer fires next. One that never did is not due before the run was over.
   *
   * @param due - by its delay
   */
  dueOf(timer: number, kind: string, delay: number, due: number): number {
    if (!this.#left.has(timer)) this.#left.set(timer, isCalledByNode() ? null : this.#next(keyOf(kind, delay)))
    const left = this.#left.get(timer)
    if (!left) return due
    return left[0] ?? Math.max(due, this.#data.lasted)
  }

  fired(timer: number): void {
    this.#left.get(timer)?.shift()
  }

  #next(key: string): number[] | null {
    const count = this.#set.get(key) ?? 0
    this.#set.set(key, count + 1)
    const recorded = this.#data.timers[key]?.[count]
    return recorded ? [...recorded] : null
  }
}

function keyOf(kind: string, delay: number): string {
  return `${kind} ${delay}`
}

/** To the nanosecond: what is beyond is noise of the arithmetic. */
function exact(milliseconds: number): number {
  return Math.round(milliseconds * 1e6) / 1e6
}
