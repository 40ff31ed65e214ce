/**
 * What a server has caught: it answers that it failed, and tells nobody outside of it why. V8 stops this process at what
 * is thrown meanwhile, also where a handler catches it at once, and it goes on.
 */
import inspector from 'node:inspector'
import { hasFailed } from '../lens/http1/exchange.ts'
import { connectInspector } from '../originals.ts'
import { isOfUser } from '../recording/user-line.ts'
import { scopeOfCode } from '../scope/active.ts'
import type { Scope } from '../scope/scope.ts'

/** By the scope that it is for: to begin takes some ten milliseconds, where many scripts are loaded. */
const watches = new WeakMap<Scope, Caught>()

/** Sends a request; where it is answered with a failure, the scope has what was caught meanwhile. */
export async function noticing(request: () => Promise<Response>): Promise<Response> {
  const scope = scopeOfCode()
  const caught = scope && caughtIn(scope)
  if (!caught) return request()
  const from = caught.begin()
  try {
    const response = await request()
    if (hasFailed(response.status)) scope.caught = caught.lastSince(from)
    return response
  } finally {
    caught.end()
  }
}

/** What sees it for a scope, until that is over; null where somebody debugs this process, who would be stopped with it. */
export function caughtIn(scope: Scope): Caught | null {
  return inspector.url() === undefined ? (watches.get(scope) ?? watch(scope)) : null
}

function watch(scope: Scope): Caught {
  const caught = new Caught()
  watches.set(scope, caught)
  scope.onceOver(() => caught.close())
  return caught
}

/** So many are looked at from the beginning of a request on: each takes some tenths of a millisecond. */
const MANY = 1000

/** An error as data. */
interface Seen {
  readonly name: string
  readonly message: string
  readonly stack: string
  readonly cause?: Seen
}

interface Numbered {
  readonly number: number
  readonly seen: Seen
}

/** Sees what is thrown while requests are under way. */
export class Caught {
  readonly #session = new inspector.Session()
  #requests = 0
  #thrown = 0
  /** Up to which number they are looked at. */
  #until = 0
  /** That of the last one after which some were not. */
  #lost = -1
  #isLooking = false
  #lastOfUser: Numbered | null = null
  #lastOfOthers: Numbered | null = null

  constructor() {
    connectInspector(this.#session)
    this.#session.on('Debugger.paused', ({ params }) => this.#look(params.data as Thrown | undefined))
    this.#session.post('Debugger.enable')
  }

  /** @returns the number that tells what is thrown from now on */
  begin(): number {
    this.#requests++
    this.#until = this.#thrown + MANY
    // To begin takes half as long as a request.
    if (!this.#isLooking) this.#pauseAt('all')
    return this.#thrown
  }

  end(): void {
    if (--this.#requests === 0) this.#pauseAt('none')
  }

  close(): void {
    this.#session.disconnect()
  }

  /** The error that was thrown last on the way through the user's own code, else by what it uses; undefined if there is none. */
  lastSince(from: number): Error | undefined {
    // Of more than were looked at, the last is not known.
    if (from < this.#lost) return undefined
    const last = [this.#lastOfUser, this.#lastOfOthers].find((it) => it !== null && it.number > from)
    return last ? errorOf(last.seen) : undefined
  }

  #pauseAt(state: 'all' | 'none'): void {
    this.#isLooking = state === 'all'
    this.#session.post('Debugger.setPauseOnExceptions', { state })
  }

  #look(thrown: Thrown | undefined): void {
    if (++this.#thrown > this.#until) {
      this.#lost = this.#thrown
      this.#pauseAt('none')
    } else if (thrown?.subtype === 'error') this.#note(thrown)
    this.#session.post('Debugger.resume')
  }

  #note({ objectId }: Thrown): void {
    const number = this.#thrown
    const functionDeclaration = String(dataOf)
    // In the same thread the answer comes at once.
    this.#session.post(
      'Runtime.callFunctionOn',
      { objectId, functionDeclaration, returnByValue: true, silent: true },
      (_, answer) => {
        const seen = answer?.result?.value as Seen | undefined
        if (typeof seen?.stack !== 'string') return
        if (isOfUser(seen.stack)) this.#lastOfUser = { number, seen }
        else this.#lastOfOthers = { number, seen }
      },
    )
  }
}

interface Thrown {
  readonly subtype?: string
  readonly objectId: string
}

/** Runs as its source alone, in the realm of the error. */
function dataOf(this: Error): Seen {
  const seen = (it: Error, deep: number): Seen => {
    const { name, message, stack, cause } = it
    const its = { name: String(name), message: String(message), stack: String(stack) }
    const isError = deep > 0 && typeof cause === 'object' && cause !== null && 'stack' in cause
    return isError ? { ...its, cause: seen(cause as Error, deep - 1) } : its
  }
  return seen(this, 5)
}

function errorOf({ name, message, stack, cause }: Seen): Error {
  const error = cause ? new Error(message, { cause: errorOf(cause) }) : new Error(message)
  for (const [key, value] of Object.entries({ name, stack }))
    Object.defineProperty(error, key, { value, configurable: true, writable: true })
  return error
}
