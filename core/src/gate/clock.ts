/** The gate of clocks and timers in tests: a scope that is replayed has the time of its fixture. */
import { scopeOfCode } from '../scope/active.ts'
import type { Scope } from '../scope/scope.ts'
import { elapsed, originalNow } from '../originals.ts'
import type { Op } from '../tape/op.ts'
import { LiveGate } from './live.ts'

/** How far a scope's time is from that of the process, in milliseconds. */
type Shift = (scope: Scope) => number

const sinceStart: Shift = (scope) => scope.zero + scope.now - elapsed()
const ofDay: Shift = (scope) => scope.began + scope.now - originalNow()

/** By operation: the shift, and how many units a millisecond has. */
const CLOCKS: Readonly<Record<string, readonly [Shift, number]>> = {
  'clock.now': [ofDay, 1],
  'clock.performance': [sinceStart, 1],
  'clock.hrtime': [sinceStart, 1e6],
  'clock.uptime': [sinceStart, 1e-3],
}

export class ClockGate extends LiveGate {
  /** What a scope waits for, so that it can be let go with it. */
  readonly #awaited = new WeakMap<Scope, Map<string, () => void>>()

  override get open(): boolean {
    return this.inside === 0 && timedScope() !== null
  }

  override get performs(): boolean {
    return timedScope() === null
  }

  override read<T>(op: Op, original: () => T): T {
    const real = original()
    const clock = CLOCKS[op.name]
    const scope = this.inside === 0 && clock ? timedScope() : null
    if (!scope || !clock) return real
    const [shift, unit] = clock
    const moved = (real as number) + shift(scope) * unit
    // Whole units are asked for in whole units.
    return (op.fields[0] === 'delta' ? Math.floor(moved) : moved) as T
  }

  override awaits(op: Op, target: number, delay: number, isIdle: () => boolean): void {
    const scope = timedScope()
    const receiver = this.receivers.get(op.name)
    if (!scope?.timeline || !receiver) return
    const all = this.#awaited.get(scope) ?? new Map<string, () => void>()
    this.#awaited.set(scope, all)
    const key = `${op.name} ${target}`
    const release = (): void => {
      if (receiver.ready(target, [])) receiver.release?.(target)
    }
    // A timer that is set again is due at its last time alone.
    all.set(key, release)
    scope.timeline.add(
      scope.timeline.now + delay,
      () => {
        if (all.get(key) !== release) return
        all.delete(key)
        if (receiver.ready(target, [])) receiver.deliver(target, [])
      },
      () => all.get(key) !== release || !receiver.ready(target, []) || isIdle(),
    )
  }

  /** The timers of a scope that is over go by the real clock from now on. */
  release(scope: Scope): void {
    const all = this.#awaited.get(scope)
    this.#awaited.delete(scope)
    this.aside(() => {
      for (const release of all?.values() ?? []) release()
    })
  }
}

/** The scope of the running code, where its time isn't the real one. */
function timedScope(): Scope | null {
  const scope = scopeOfCode()
  return scope?.mode === 'replay' && scope.options.time !== 'real' ? scope : null
}
