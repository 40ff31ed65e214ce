/**
 * The gate of clocks and timers in tests: a scope that is replayed has the time of its fixture. A capture keeps what clocks
 * say and when timers fire.
 */
import { scopeOfCode } from '../scope/active.ts'
import type { Scope } from '../scope/scope.ts'
import type { Op } from '../tape/op.ts'
import { LiveGate } from './live.ts'

interface Clock {
  /** What it says at the beginning of a scope, in milliseconds. */
  zero(scope: Scope): number
  /** How many of its units a millisecond has. */
  readonly unit: number
}

const sinceStart = ({ zero }: Scope): number => zero
const ofDay = ({ began }: Scope): number => began

const CLOCKS: Readonly<Record<string, Clock>> = {
  'clock.now': { zero: ofDay, unit: 1 },
  'clock.performance': { zero: sinceStart, unit: 1 },
  'clock.hrtime': { zero: sinceStart, unit: 1e6 },
  'clock.uptime': { zero: sinceStart, unit: 1e-3 },
}

export class ClockGate extends LiveGate {
  /** What a scope waits for, so that it can be let go with it. */
  readonly #awaited = new WeakMap<Scope, Map<string, () => void>>()

  override get open(): boolean {
    return this.inside === 0 && scopeOfCode() !== null
  }

  override get performs(): boolean {
    return timedScope() === null
  }

  override read<T>(op: Op, original: () => T): T {
    const clock = this.inside === 0 ? CLOCKS[op.name] : undefined
    if (!clock) return original()
    const { unit } = clock
    const scope = timedScope()
    if (!scope) {
      const real = original()
      keep(op, clock, real as number)
      return real
    }
    const read = op.name === 'clock.now' ? nowOf(scope) : timeOf(scope)
    const now = scope.replayedPace?.read(op.name, read) ?? read
    const said = (clock.zero(scope) + now) * unit
    // Whole units are asked for in whole units.
    return (op.fields[0] === 'delta' ? Math.floor(said + ROUNDING) : said) as T
  }

  override delivery(op: Op, target: number): void {
    const scope = capture()
    if (scope && this.receivers.has(op.name)) scope.pace?.fired(target, scope.now)
  }

  override awaits(op: Op, target: number, delay: number, isIdle: () => boolean): boolean {
    const scope = timedScope()
    if (!scope) {
      capture()?.pace?.set(target, op.name, delay)
      return false
    }
    const receiver = this.receivers.get(op.name)
    if (!scope.timeline || !receiver) return false
    const { replayedPace } = scope
    if (op.name === 'timer.immediate' && !replayedPace) {
      // The next turn of the loop comes by itself.
      scope.timeline.goesOn()
      return false
    }
    const byDelay = scope.timeline.now + delay
    const all = this.#awaited.get(scope) ?? new Map<string, () => void>()
    this.#awaited.set(scope, all)
    const key = `${op.name} ${target}`
    const release = (): void => {
      if (receiver.ready(target, [])) receiver.release?.(target)
    }
    // A timer that is set again is due at its last time alone.
    all.set(key, release)
    scope.timeline.add(
      replayedPace?.dueOf(target, op.name, delay, byDelay) ?? byDelay,
      () => {
        if (all.get(key) !== release) return
        all.delete(key)
        replayedPace?.fired(target)
        if (receiver.ready(target, [])) receiver.deliver(target, [])
      },
      () => all.get(key) !== release || !receiver.ready(target, []) || isIdle(),
    )
    return true
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

/** What a clock really says is kept, as far as its scope keeps it. */
function keep({ name }: Op, { unit, zero }: Clock, said: number): void {
  const scope = scopeOfCode()
  if (scope?.isPassive) scope.pace?.read(name, said / unit - zero(scope))
  else if (name === 'clock.now') scope?.clockReads?.keep(said - scope.startedAt)
}

function timeOf(scope: Scope): number {
  return scope.timeline?.read() ?? scope.now
}

/** What the same read was answered when it was recorded, if there was one. */
function nowOf(scope: Scope): number {
  const now = timeOf(scope)
  const said = scope.replayedClockReads?.take(now, () => scope.index?.nextAfter(now) ?? Infinity) ?? now
  scope.timeline?.passTo(said)
  return Math.max(now, said)
}

/** What is lost when milliseconds become nanoseconds and back; less than any clock shows. */
const ROUNDING = 1e-4

/** The scope of the running code, where it is one that only looks on. */
function capture(): Scope | null {
  const scope = scopeOfCode()
  return scope?.isPassive ? scope : null
}

/** The scope of the running code, where its time isn't the real one. */
function timedScope(): Scope | null {
  const scope = scopeOfCode()
  return scope?.mode === 'replay' && scope.options.time !== 'real' ? scope : null
}
