/**
 * What a debugger looks at a replayed program through: it is planted where it is asked for, before the program starts,
 * and is made of Node's own functions only.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { types } from 'node:util'
import { CallContexts, type Calls, type Context, type Followed, type Standing } from './call-contexts.ts'
import { Spies } from './spies.ts'
import type { TapeEvent } from './tape/reader.ts'

/** Where it is: `globalThis[Symbol.for(PROBE)]`. */
export const PROBE = 'retrace.probe'

export type StopReason = 'start' | 'uncaught' | 'rejection' | 'exit' | 'event' | 'call'

/** What is put into the text of a module. */
interface Marked {
  /** How long the text is. */
  readonly length: number
  /** The last one first. */
  readonly marks: readonly { readonly at: number; readonly text: string }[]
}

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
  /** Outputs of which it is known whose they are, or at least on whose connection, since a call is followed. */
  readonly asked: Set<number> = new Set<number>()
  /** On functions that calls were given. */
  readonly spies: Spies = new Spies()
  readonly #noted = new Map<unknown, number>()
  readonly #began: number
  #contexts: CallContexts | null = null
  #isFollowing = false
  readonly #turns = new Map<number, Followed>()
  /** The event with which this turn of the loop began. */
  #turn = 0
  /** Modules into which something was put as they were compiled, by the name by which they were. */
  readonly compiled: string[] = []
  /** By the paths and the addresses of modules. */
  readonly #marked = new Map<string, Marked>()
  /** Calls at which to stop, by their functions. */
  readonly #stopsIn = new Map<number, ReadonlySet<number>>()
  readonly #latest = new Map<number, number>()
  /** The first call of each function since the last event. */
  readonly #recent = new Map<number, number>()
  /** Where code goes on in no context of its function, as that of a generator does. */
  readonly #lastly = new AsyncLocalStorage<Calls>()

  /** @param began - when the recording began */
  constructor(began: number) {
    this.#began = began
    this.now = began
  }

  /** Numbers a call of a function and says so to all that follows from it, across awaits. To be called at its entry. */
  begin(functionNumber: number): number {
    return this.#note(functionNumber, this.#watch().begin(functionNumber))
  }

  /** So, by code that was put there. */
  reach(functionNumber: number): void {
    const call = this.#note(functionNumber, this.#watch().reach(functionNumber))
    if (this.#stopsIn.get(functionNumber)?.has(call)) this.stop('call', functionNumber)
  }

  /** Stops where calls reach it. */
  stopIn(functionNumber: number, calls: readonly number[]): void {
    this.#stopsIn.set(functionNumber, new Set(calls))
  }

  /**
   * Has a text put into a module as it is compiled.
   *
   * @param names - the path of the module, and its address
   * @param length - of its text, by which that is known
   * @param at - before which character
   */
  mark(names: readonly string[], length: number, at: number, text: string): void {
    for (const name of names) {
      const marks = this.#marked.get(name)?.marks ?? []
      this.#marked.set(name, { length, marks: [...marks, { at, text }].toSorted((a, b) => b.at - a.at) })
    }
  }

  /** The text of a module with what is put into it. To be called where that is compiled. */
  marked(name: string, text: unknown): unknown {
    const its = this.#marked.get(name)
    if (!its || typeof text !== 'string' || text.length !== its.length) return text
    this.compiled.push(name)
    return its.marks.reduce((all, { at, text: mark }) => all.slice(0, at) + mark + all.slice(at), text)
  }

  #note(functionNumber: number, call: number): number {
    this.#latest.set(functionNumber, call)
    if (!this.#recent.has(functionNumber)) this.#recent.set(functionNumber, call)
    this.#lastly.enterWith({ ...this.#lastly.getStore(), [functionNumber]: call })
    return call
  }

  /**
   * The calls that the running code follows from, by function: the last one of each. Of a function that none is known of it is
   * the last one before it, or the first one since the last event.
   */
  get calls(): Calls {
    return { ...Object.fromEntries(this.#recent), ...this.#lastly.getStore(), ...this.#contexts?.current.inner }
  }

  /** Of each function the first of the calls that wait for the running code. */
  get waiting(): Calls {
    return this.#contexts?.current.outer ?? {}
  }

  /** The functions that are being called. */
  get underWay(): readonly number[] {
    return this.#contexts?.underWay ?? []
  }

  /** Where the code of each function begins that has been entered. */
  get beginnings(): Readonly<Record<number, Standing>> {
    return this.#contexts?.beginnings ?? {}
  }

  /** Notes from now on in which events a call has part. To be called before the program begins. */
  follow(functionNumber: number, call: number): Followed {
    this.#isFollowing = true
    return this.#watch().follow(functionNumber, call)
  }

  /** So, for all that comes of deliveries. */
  followTurns(events: readonly number[]): Followed {
    this.#isFollowing = true
    const followed: Followed = { function: null, call: null, own: new Set(), near: new Set() }
    for (const event of events) this.#turns.set(event, followed)
    this.#watch()
    return followed
  }

  #watch(): CallContexts {
    return (this.#contexts ??= new CallContexts((context, isAwaited) => note(context, this.#turn, isAwaited)))
  }

  /** The call of each function that has begun last, whoever made it. */
  get latest(): Calls {
    return Object.fromEntries(this.#latest)
  }

  /** Which of the values that were noted it is, from 0; the first time it is noted it comes last. */
  note(value: unknown): number {
    const known = this.#noted.get(value) ?? this.#noted.size
    this.#noted.set(value, known)
    return known
  }

  /** An event is taken off the tape. */
  take({ index, time, op: { kind } }: TapeEvent): void {
    if (this.stopsAt.has(index)) this.stop('event', index)
    if (kind === 'delivery') {
      this.#turn = index
      this.#contexts?.bring(this.#turns.get(index) ?? null)
    } else if (this.#isFollowing) this.#noteAsked(index, kind === 'output')
    this.event = index + 1
    this.#recent.clear()
    this.now = this.#began + time
  }

  #noteAsked(index: number, isOutput: boolean): void {
    const { current } = this.#watch()
    note(current, index, true)
    if (isOutput && isKnown(current)) this.asked.add(index)
  }

  stop(reason: StopReason, value: unknown): void {
    this.stopped = { reason, value }
    // oxlint-disable-next-line no-debugger -- It is for a debugger, and does nothing without one.
    debugger
    this.stopped = null
  }
}

function isKnown({ isShared, inner }: Context): boolean {
  return !isShared || Object.keys(inner).length > 0
}

function note({ own, near }: Context, event: number, isOwn: boolean): void {
  for (const followed of own) (isOwn ? followed.own : followed.near).add(event)
  for (const followed of near) followed.near.add(event)
}

/** Plants a probe in this process. */
export function plantProbe(began: number): Probe {
  const probe = new Probe(began)
  Object.defineProperty(globalThis, Symbol.for(PROBE), { value: probe })
  return probe
}
