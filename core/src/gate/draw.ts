/** The gate of randomness in tests: a scope draws what was drawn when it was recorded, as long as there is some. */
import { beginUnseen } from './unseen-work.ts'
import { scopeOfCode } from '../scope/active.ts'
import type { Scope } from '../scope/scope.ts'
import { setOwnImmediate } from '../own-immediate.ts'
import type { Op } from '../tape/op.ts'
import type { CallOps } from './gate.ts'
import { LiveGate } from './live.ts'
import { Scope as AsyncScope } from './scope.ts'

export class DrawGate extends LiveGate {
  override get open(): boolean {
    return this.inside === 0 && drawingScope() !== null
  }

  override get performs(): boolean {
    return drawingScope()?.mode !== 'replay'
  }

  override get subject(): object {
    return drawingScope() ?? this
  }

  override value<T>(op: Op, original: (...args: never[]) => T, self: unknown, args: ArrayLike<unknown>): T {
    const scope = drawingScope()
    const drawn = scope?.draw(op.name)
    if (drawn) return drawn[0] as T
    let made: T | undefined
    // What an original draws by itself is part of what it gives.
    this.aside(() => (made = Reflect.apply(original, self, args)))
    if (scope?.keepsDraws) scope.draws.keep(op.name, made)
    return made as T
  }

  override numbers(next: () => number): () => number {
    const review = drawingScope()?.options.review
    if (!review) return next
    return () => (review.draw('random', () => [next()]) ?? [next()])[0] as number
  }

  override background<R>(
    ops: CallOps,
    _asked: readonly unknown[],
    settle: (...results: never[]) => void,
    start: (done: (...results: unknown[]) => void) => R,
  ): R | undefined {
    beginUnseen()
    const scope = drawingScope()
    const give = settle as (...results: unknown[]) => void
    // What is computed again comes out the same.
    if (!scope || ops.done.fields.length === 1) return start(give)
    const { name } = ops.done
    const drawn = scope.draw(name)
    if (drawn) {
      const context = new AsyncScope(ops.ask.name)
      setOwnImmediate(() => context.runInAsyncScope(give, undefined, ...(drawn[0] as unknown[])))
      return undefined
    }
    let returned: R | undefined
    this.aside(() => {
      returned = start((...results) => {
        if (scope.keepsDraws) scope.draws.keep(name, results)
        this.within(() => give(...results))
      })
    })
    return returned
  }
}

function drawingScope(): Scope | null {
  const scope = scopeOfCode()
  return scope?.options.random === 'recorded' ? scope : null
}
