/** The errors of a replay, and how each is known again in another replay. */
import type { Cause, ErrorSeen, Place } from '../observation.ts'
import type { Debuggee, Moment } from './debuggee.ts'
import { lastWithin, seeAll, stackOf } from './errors.ts'
import type { Paused, RemoteObject } from './protocol.ts'
import { firstPlaceIn, type Frame, framesIn, framesOf } from './trace.ts'

/** Which of the stops at exceptions it is: the how-manieth with the same text before the same event, from 0. */
export interface Throw {
  readonly text: string
  readonly event: number
  readonly nth: number
}

export interface Thrown {
  readonly by: Throw
  readonly error: ErrorSeen
  readonly causes: readonly Cause[]
  readonly frames: readonly Frame[]
  /** Whether only the text of its stack tells of them. */
  readonly isTold: boolean
  /** Where the error was made, if there are no frames. */
  readonly made: Frame | null
  /** Where its stack says that it was made. */
  readonly madeAt: Place | null
  readonly moment: Moment
  /** The event before which it was thrown last: on its way outward, what catches it may ask for something first. */
  until: number
}

export function isException({ reason }: Paused): boolean {
  return reason === 'exception' || reason === 'promiseRejection'
}

/** Tells the throws of one replay apart. */
export class Throws {
  readonly #counts = new Map<string, number>()

  count({ data }: Paused, { event }: Moment): Throw {
    const text = textOf(data)
    const key = `${event} ${text}`
    const nth = this.#counts.get(key) ?? 0
    this.#counts.set(key, nth + 1)
    return { text, event, nth }
  }
}

/** Whether it may be a throw, as far as that can be told without asking the program. */
export function mayBeThrow({ data }: Paused, { text }: Throw): boolean {
  return textOf(data) === text
}

function textOf(data: RemoteObject | undefined): string {
  return data?.description ?? JSON.stringify(data?.value)
}

export function isSameThrow(a: Throw, b: Throw): boolean {
  return a.text === b.text && a.event === b.event && a.nth === b.nth
}

/**
 * Of each error one throw: the first that the user's code hears of. What a driver of a database makes of an answer is thrown in
 * the context of its connection, and only thrown again where the query is awaited.
 */
export class ThrownErrors {
  readonly #debuggee: Debuggee
  readonly #throws = new Throws()
  /** By the number that the probe has given to the error. */
  readonly #thrown: Thrown[] = []
  /** What is no error, in the order in which it was thrown. */
  readonly #others: Thrown[] = []

  constructor(debuggee: Debuggee) {
    this.#debuggee = debuggee
  }

  async take(paused: Paused): Promise<void> {
    const error = paused.data as RemoteObject
    if (this.#isSignal(error, paused)) return
    const { at, moment } = await this.#debuggee.note(error)
    const by = this.#throws.count(paused, moment)
    const known = this.#thrown[at]
    if (known) known.until = moment.event
    // What is no object is another one each time.
    const isObject = error.objectId !== undefined
    if (isObject && known?.frames[0]?.isWaiting === true && !known.isTold) return
    const frames = await framesOf(paused, this.#debuggee.scripts)
    if (known && frames.length === 0) return
    const { error: seen, causes } = known ?? (await seeAll(this.#debuggee, error))
    const made = frames.length === 0 ? await this.#madeIn(error) : null
    const told = frames.length === 0 && made === null ? await framesIn(seen.stack, this.#debuggee.scripts) : []
    const isTold = told.length > 0
    const thrown = {
      by,
      error: seen,
      causes,
      frames: isTold ? told : frames,
      isTold,
      made,
      madeAt: firstPlaceIn(seen.stack, this.#debuggee.scripts),
      moment,
      until: moment.event,
    }
    this.#thrown[at] = thrown
    if (error.subtype !== 'error') this.#others.push(thrown)
  }

  /** Of an error that Node has made of what is none, since nobody handled that: what it was, where it was thrown last. */
  behind({ class: name, message }: ErrorSeen): Thrown | null {
    if (name !== 'UnhandledPromiseRejection') return null
    const isMeant = ({ error }: Thrown): boolean =>
      [error.message, `#<${error.class}>`].some((text) => message.endsWith(` with the reason "${text}".`))
    return this.#others.findLast(isMeant) ?? null
  }

  /** Retrace's own tape signals that it needs more by throwing what is no error. */
  #isSignal({ subtype }: RemoteObject, { callFrames: [frame] }: Paused): boolean {
    return subtype !== 'error' && frame !== undefined && this.#debuggee.scripts.isEngine(frame.location.scriptId)
  }

  /** V8 doesn't stop at an error where the stack has no room for that; but the error has its own stack. */
  async #madeIn(error: RemoteObject): Promise<Frame | null> {
    const stack = await stackOf(this.#debuggee, error)
    if (!stack) return null
    const [frame] = await framesOf({ reason: '', callFrames: [], asyncStackTrace: stack }, this.#debuggee.scripts)
    return frame ?? null
  }

  /** Where an error was thrown; null where nothing threw it. One that stands for others is where the last of them was. */
  async of(error: RemoteObject): Promise<Thrown | null> {
    const { at } = await this.#debuggee.note(error)
    const thrown = this.#thrown[at] ?? null
    if (!thrown || thrown.frames.length > 0) return thrown
    const last = await lastWithin(this.#debuggee, error)
    const its = last && (await this.of(last))
    return its ? { ...its, error: thrown.error, causes: thrown.causes } : thrown
  }

  /** Those that the user's code was to hear of: what Node throws for itself is none of them. */
  get users(): readonly Thrown[] {
    return this.#thrown.filter(({ frames: [frame] }) => frame?.isWaiting === true)
  }
}
