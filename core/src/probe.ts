/**
 * What a debugger looks at a replayed program through: it is planted where it is asked for, before the program starts,
 * and is made of Node's own functions only.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { types } from 'node:util'

/** Where it is: `globalThis[Symbol.for(PROBE)]`. */
export const PROBE = 'retrace.probe'

export type StopReason = 'uncaught' | 'rejection' | 'exit' | 'event'

export class Probe {
  /** Node's own, whatever the program makes of `util`. */
  readonly types: typeof types = types
  /** Number of the event that comes next. */
  event = 0
  /** The recorded clock, in milliseconds since 1970. */
  now: number
  /** Events at which to stop, before they happen. */
  readonly stopsAt: Set<number> = new Set<number>()
  /** Why the program stands still, and what it is about. */
  stopped: { readonly reason: StopReason; readonly value: unknown } | null = null
  /** A seed, in base64, from which `Math.random` goes on as it does now; null where nothing was drawn. */
  random: () => string | null = () => null
  /** Room for what the debugger wants to find again. */
  readonly kept: unknown[] = []
  readonly #began: number
  readonly #calls = new Map<number, number>()
  /** The first call of each function since the last event. */
  readonly #recent = new Map<number, number>()
  readonly #entered = new AsyncLocalStorage<Readonly<Record<number, number>>>()

  /** @param began - when the recording began */
  constructor(began: number) {
    this.#began = began
    this.now = began
  }

  /** Numbers a call of a function and says so to all that follows from it, across awaits. To be called at its entry. */
  enter(functionNumber: number): number {
    const call = (this.#calls.get(functionNumber) ?? 0) + 1
    this.#calls.set(functionNumber, call)
    if (!this.#recent.has(functionNumber)) this.#recent.set(functionNumber, call)
    this.#entered.enterWith({ ...this.#entered.getStore(), [functionNumber]: call })
    return call
  }

  /**
   * The calls that the running code follows from, by function: the last one of each. Of a function that none is known of it is
   * the first one since the last event.
   */
  get calls(): Readonly<Record<number, number>> {
    return { ...Object.fromEntries(this.#recent), ...this.#entered.getStore() }
  }

  /** An event is taken off the tape. */
  take(index: number, time: number): void {
    if (this.stopsAt.has(index)) this.stop('event', index)
    this.event = index + 1
    this.#recent.clear()
    this.now = this.#began + time
  }

  stop(reason: StopReason, value: unknown): void {
    this.stopped = { reason, value }
    // oxlint-disable-next-line no-debugger -- It is for a debugger, and does nothing without one.
    debugger
    this.stopped = null
  }
}

/** Plants a probe in this process. */
export function plantProbe(began: number): Probe {
  const probe = new Probe(began)
  Object.defineProperty(globalThis, Symbol.for(PROBE), { value: probe })
  return probe
}
