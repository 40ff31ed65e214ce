/**
 * What is to be said on one connection. Each piece is due at a time of its own scope; clients tell answers apart by their
 * order, so a piece also waits for all that were to be said before it, whichever test they answer.
 */
import type { Scope } from '../scope/scope.ts'

/** `gap`: the place of an answer that nobody knows, said only where others would else be taken for it; `act`: no bytes. */
type Kind = 'answer' | 'gap' | 'act'

interface Reply {
  readonly scope: Scope | null
  readonly say: () => void
  readonly kind: Kind
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

  add(scope: Scope | null, time: number, say: () => void, kind: Exclude<Kind, 'gap'> = 'answer'): void {
    const reply: Reply = { scope, say, kind, isDue: false, isHeldBack: false }
    this.#waiting.push(reply)
    scope?.onceOver(this.#sayLater)
    this.#at(scope, time, () => {
      reply.isDue = true
      this.#sayDue()
      if (!scope || !this.#waiting.includes(reply)) return
      reply.isHeldBack = true
      scope.heldBack++
    })
  }

  addGap(scope: Scope, say: () => void): void {
    this.#waiting.push({ scope, say, kind: 'gap', isDue: false, isHeldBack: false })
    scope.onceOver(this.#sayLater)
  }

  readonly #sayDue = (): void => {
    for (;;) {
      const [first] = this.#waiting
      if (!first || !this.#isNext(first)) return
      this.#waiting.shift()
      if (first.scope && first.isHeldBack) first.scope.heldBack--
      if (first.kind !== 'gap' || this.#due?.kind === 'answer') first.say()
    }
  }

  get #due(): Reply | undefined {
    return this.#waiting.find(({ isDue }) => isDue)
  }

  #isNext({ scope, kind, isDue }: Reply): boolean {
    // A test that is over has its answers given, too, as soon as it is their turn: the client still counts them.
    const isOver = scope?.isActive === false
    if (kind !== 'gap') return isDue || isOver
    const due = this.#due
    return due !== undefined && (isOver || due.scope === scope)
  }

  readonly #sayLater = (): void => this.#at(null, 0, this.#sayDue)
}
