/** Looks for what fails in a replay. */
import type { ServedRequest } from '@retrace/core/recordings'
import type { Failure } from '../observation.ts'
import type { Debuggee, Project, Stopped } from './debuggee.ts'
import { whyOtherwise } from './ended.ts'
import { seeAll, seeError } from './errors.ts'
import type { FailureFound } from './failures.ts'
import type { Paused, RemoteObject } from './protocol.ts'
import { isException, type Thrown, ThrownErrors } from './thrown.ts'
import { framesIn, framesOf } from './trace.ts'
import { edgesOf, isAboutRequest, isWithin, type Window } from './windows.ts'

/** So many errors are looked at in a run; each of them stops it. */
export const MANY = 500
/** So many in the windows of a program that has more. */
const MANY_WITHIN = 10_000
export class Search {
  readonly #debuggee: Debuggee
  readonly #requests: readonly ServedRequest[]
  readonly #thrown: ThrownErrors
  #found: readonly FailureFound[] = []
  readonly #windows: readonly Window[] | null
  #left: number
  #isWatching = false

  /** @param windows - in which errors are looked at; null if all are */
  constructor(debuggee: Debuggee, requests: readonly ServedRequest[], windows: readonly Window[] | null = null) {
    this.#windows = windows
    this.#left = windows ? MANY_WITHIN : MANY
    this.#debuggee = debuggee
    this.#requests = requests
    this.#thrown = new ThrownErrors(debuggee)
  }

  async run({ recording, located }: Project): Promise<void> {
    const debuggee = this.#debuggee
    await this.#watchAt((await debuggee.moment()).event)
    for (const edge of edgesOf(this.#windows ?? [])) await debuggee.stopAt(edge)
    for (const { status, answered, brokenOff } of this.#requests) {
      if (isFailed(status) && answered !== null) await debuggee.stopAt(answered)
      else if (brokenOff !== null) await debuggee.stopAt(brokenOff)
    }
    const run = await debuggee.run(async (paused) => {
      if (isException(paused)) return this.#takeThrow(paused)
      const stopped = await debuggee.stopOf(paused)
      if (stopped?.reason === 'event') await this.#watchAt((stopped.value.value as number) + 1)
      const failure = stopped && (await this.#failureAt(stopped, paused))
      // What rolls back, and closes, has done so by now.
      if (failure) this.#found = [...this.#found, { ...failure, until: (await debuggee.moment()).event }]
    })
    const outcome = run.report?.outcome
    // What came before the replay did otherwise has come as it was recorded; an error may be what it did otherwise.
    if (outcome === 'diverged') this.#found = this.#found.filter(isAboutRequest)
    // What failed before a recording was cut off has failed.
    const isSettled = this.#found.length > 0 && (outcome === 'cut' || outcome === 'diverged')
    const otherwise = isSettled ? null : whyOtherwise(recording, located, run)
    if (otherwise) throw otherwise
  }

  /** Whether more was thrown than was looked at. */
  get isCut(): boolean {
    return this.#left < 0
  }

  async #takeThrow(paused: Paused): Promise<void> {
    if (--this.#left < 0) await this.#watch(false)
    else await this.#thrown.take(paused)
  }

  #watchAt(event: number): Promise<void> {
    return this.#watch(!this.isCut && (this.#windows === null || isWithin(this.#windows, event)))
  }

  async #watch(isOn: boolean): Promise<void> {
    if (isOn === this.#isWatching) return
    this.#isWatching = isOn
    await this.#debuggee.inspector.send('Debugger.setPauseOnExceptions', { state: isOn ? 'all' : 'none' })
  }

  get failures(): FailureFound[] {
    const found = [...this.#found, ...(this.#hasCrashed ? [] : this.#unanswered())]
    const known = new Set(found.map(({ by }) => by))
    const caught = this.#thrown.users.filter(({ by }) => !known.has(by)).map((thrown) => ofThrown('caught', thrown))
    return [...found, ...caught]
  }

  get #hasCrashed(): boolean {
    return this.#found.some(({ kind }) => isCrash(kind))
  }

  async #failureAt({ reason, value }: Stopped, paused: Paused): Promise<FailureFound | null> {
    switch (reason) {
      case 'exit':
        return this.#exit(value.value as number, paused)
      case 'event':
        return this.#response(value.value as number, paused)
      case 'uncaught':
      case 'rejection':
        return this.#uncaught(reason, value, paused)
      case 'start':
      case 'call':
        return null
    }
  }

  async #exit(exitCode: number, paused: Paused): Promise<FailureFound | null> {
    // What nobody caught has its own.
    if (exitCode === 0 || this.#hasCrashed) return null
    // Most programs exit so from where they caught an error.
    const thrown = this.isCut ? undefined : this.#thrown.users.at(-1)
    return { ...(thrown ? ofThrown('exit', thrown) : await this.#here('exit', paused)), exitCode }
  }

  async #response(event: number, paused: Paused): Promise<FailureFound | null> {
    const request = this.#requests.find(({ answered, brokenOff }) => answered === event || brokenOff === event)
    if (!request) return null
    const kind = request.answered === event ? 'response' : 'broken'
    const thrown = this.#thrownWithin(request, event)
    return { ...(thrown ? ofThrown(kind, thrown) : await this.#here(kind, paused)), request }
  }

  async #uncaught(kind: 'uncaught' | 'rejection', error: RemoteObject, paused: Paused): Promise<FailureFound> {
    const thrown = (await this.#thrown.of(error)) ?? this.#thrown.behind(await seeError(this.#debuggee, error))
    const failure = thrown ? ofThrown(kind, thrown) : await this.#told(kind, error, paused)
    // A server that goes down leaves the request without an answer on which it did.
    const request = this.#requests.findLast(({ asked, status }) => status === null && asked < failure.event)
    return { ...failure, request: request ?? null }
  }

  /** Of an error that was never thrown: promises were rejected with it. */
  async #told(kind: Failure['kind'], error: RemoteObject, paused: Paused): Promise<FailureFound> {
    const [here, seen] = [await this.#here(kind, paused), await seeAll(this.#debuggee, error)]
    if (here.frames.length > 0) return { ...here, ...seen }
    const frames = await framesIn(seen.error.stack, this.#debuggee.scripts)
    return { ...here, ...seen, frames, isTold: true, at: frames[0]?.place ?? null }
  }

  #unanswered(): FailureFound[] {
    return this.#requests.flatMap((request) => {
      if (request.status !== null) return []
      const thrown = this.#thrownWithin(request, Infinity, (event) => this.#isForLater(request, event))
      return thrown
        ? { ...ofThrown('unanswered', thrown), request }
        : { ...nothing('unanswered', request.asked), request }
    })
  }

  /** What was thrown last in the time of a request, and was not thrown for another one. */
  #thrownWithin(
    { asked }: ServedRequest,
    end: number,
    isForOther: (event: number) => boolean = () => false,
  ): Thrown | undefined {
    if (this.isCut) return undefined
    return this.#thrown.users.findLast(({ moment: { event } }) => event > asked && event <= end && !isForOther(event))
  }

  /** Whether a request was under way that had come after another one: then it is rather that which is worked on. */
  #isForLater({ asked }: ServedRequest, event: number): boolean {
    return this.#requests.some(
      (other) =>
        !other.isOfItself && other.asked > asked && other.asked < event && (other.answered ?? Infinity) >= event,
    )
  }

  async #here(kind: Failure['kind'], paused: Paused): Promise<FailureFound> {
    const frames = await framesOf(paused, this.#debuggee.scripts)
    const { event } = await this.#debuggee.moment()
    return { ...nothing(kind, event), at: frames[0]?.place ?? null, frames }
  }
}

function isFailed(status: number | null): boolean {
  return status !== null && status >= 500
}

function nothing(kind: Failure['kind'], event: number): FailureFound {
  return {
    kind,
    error: null,
    causes: [],
    exitCode: null,
    request: null,
    at: null,
    madeAt: null,
    event,
    until: event,
    by: null,
    frames: [],
    isTold: false,
    entry: null,
  }
}

function ofThrown(kind: Failure['kind'], thrown: Thrown): FailureFound {
  const { by, error, causes, frames, isTold, made, madeAt, moment, until } = thrown
  const at = frames[0]?.place ?? made?.place ?? null
  const entry = made?.within ? { url: made.url, within: made.within } : null
  return { ...nothing(kind, moment.event), until, error, causes, at, madeAt, by, frames, isTold, entry }
}

function isCrash(kind: Failure['kind']): boolean {
  return kind === 'uncaught' || kind === 'rejection'
}
