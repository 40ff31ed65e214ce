/**
 * Immediates that are set ahead. Node runs all of them in one phase of the loop, and before each one the ticks and
 * microtasks that those before it have led to; only for the next phase does the loop turn, which asks the system what has
 * come (Node's documentation, "The Node.js Event Loop").
 */
import { setOwnImmediate } from '../own-immediate.ts'

/** What comes from the system is kept waiting for no more steps than these. */
const MAX_STEPS = 16

export class Steps {
  #next: (() => void) | null = null
  #left = 0
  #taken = 0

  /** Runs something at the next step; false where none is left. */
  take(run: () => void): boolean {
    if (this.#left === 0) return false
    this.#next = run
    return true
  }

  /** Sets steps for what is about to come, where none are left: one first, and more where they have been taken. */
  prepare(): void {
    if (this.#left > 0) return
    this.#left = Math.min(1 + this.#taken * 2, MAX_STEPS)
    this.#taken = 0
    for (let i = 0; i < this.#left; i++) setOwnImmediate(this.#step)
  }

  readonly #step = (): void => {
    this.#left--
    const run = this.#next
    this.#next = null
    if (!run) return
    this.#taken++
    run()
  }
}
