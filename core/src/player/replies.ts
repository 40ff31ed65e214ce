/**
 * What is to be said on one connection. Each piece is due at a time of its own scope; clients tell answers apart by their
 * order, so a piece also waits for all that were to be said before it, whichever test they answer.
 */
import type { Scope } from '../scope/scope.ts'

interface Reply {
  readonly scope: Scope | null
  readonly say: () => void
  isDue: boolean
  isHeldBack: boolean
}

type At = (scope: Scope | null, time: number, run: () => void) => void

export class Replies {
  readonly #at: At
  readonly #waiting: Reply[] = []

  /** @param at - does something at a time of a scope, as long as that is active */
  constructor(at: At) {
    this.#at = at
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  add(scope: Scope | null, time: number, say: () => void): void {
    const reply: Reply = { scope, say, isDue: false, isHeldBack: false }
    this.#waiting.push(reply)
    this.#at(scope, time, () => {
      reply.isDue = true
      this.#sayDue()
      if (!scope || !this.#waiting.includes(reply)) return
      reply.isHeldBack = true
      scope.heldBack++
    })
  }

  readonly #sayDue = (): void => {
    for (;;) {
      const [first] = this.#waiting
      if (!first) return
      // A test that is over has its answers given, too, as soon as it is their turn: the client still counts them.
      if (!first.isDue && first.scope?.isActive !== false) {
        if (this.#waiting.some(({ isDue }) => isDue)) first.scope?.onceOver(this.#sayLater)
        return
      }
      this.#waiting.shift()
      if (first.scope && first.isHeldBack) first.scope.heldBack--
      first.say()
    }
  }

  readonly #sayLater = (): void => this.#at(null, 0, this.#sayDue)
}
