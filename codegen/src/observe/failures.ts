/** What has failed in a recorded run: found by replaying it once under the inspector. */
import { requestsServed, type ServedRequest } from '@retrace/core/recordings'
import type { Failure } from '../observation.ts'
import { Debuggee, type Project, type Stopped } from './debuggee.ts'
import { whyOtherwise } from './ended.ts'
import { seeError } from './errors.ts'
import { runTo } from './again.ts'
import type { FunctionFound } from './functions.ts'
import type { Paused, RemoteObject } from './protocol.ts'
import { isException, type Throw, type Thrown, ThrownErrors } from './thrown.ts'
import { type Frame, framesIn, framesOf } from './trace.ts'

/** A failure, and how to come by it again. */
export interface FailureFound extends Failure {
  /** The throw; null where nothing was thrown. */
  readonly by: Throw | null
  /** From where it failed outward. */
  readonly frames: readonly Frame[]
  /** Whether only the text of the error's stack tells of them. */
  readonly isTold: boolean
  /** Where the stack had no room left for more: the function that has called itself; the frames are those before it did. */
  readonly entry: Recursion | null
}

export interface Recursion {
  readonly url: string
  readonly within: FunctionFound
}

/**
 * The failures of a recording in the order in which they came; errors that were caught come as such.
 *
 * @throws RetraceError `NOT_SAME_AGAIN`, `RECORDING_DAMAGED`
 */
export async function failuresOf(project: Project): Promise<FailureFound[]> {
  const requests = await requestsServed(project.recording.folder)
  const search = new Search(await Debuggee.start(project), requests)
  await search.run(project)
  const failures = search.failures.toSorted((a, b) => a.event - b.event)
  return Promise.all(failures.map((failure) => withCallers(project, failure)))
}

/** Where a function has called itself without an end: with the frames before it began to. */
async function withCallers(project: Project, failure: FailureFound): Promise<FailureFound> {
  if (failure.entry === null) return failure
  const debuggee = await Debuggee.start(project)
  let frames: Frame[] = []
  await runTo(debuggee, failure, async (paused) => {
    frames = await framesOf(paused, debuggee.scripts)
    debuggee.end()
  })
  return { ...failure, frames: frames.slice(1) }
}

class Search {
  readonly #debuggee: Debuggee
  readonly #requests: readonly ServedRequest[]
  readonly #thrown: ThrownErrors
  readonly #found: FailureFound[] = []

  constructor(debuggee: Debuggee, requests: readonly ServedRequest[]) {
    this.#debuggee = debuggee
    this.#requests = requests
    this.#thrown = new ThrownErrors(debuggee)
  }

  async run({ recording, located }: Project): Promise<void> {
    const debuggee = this.#debuggee
    await debuggee.inspector.send('Debugger.setPauseOnExceptions', { state: 'all' })
    for (const { status, answered } of this.#requests)
      if (isFailed(status) && answered !== null) await debuggee.stopAt(answered)
    const run = await debuggee.run(async (paused) => {
      if (isException(paused)) return this.#thrown.take(paused)
      const stopped = await debuggee.stopOf(paused)
      const failure = stopped && (await this.#failureAt(stopped, paused))
      if (failure) this.#found.push(failure)
    })
    // What failed before a recording was cut off has failed.
    const otherwise =
      this.#found.length > 0 && run.report?.outcome === 'cut' ? null : whyOtherwise(recording, located, run)
    if (otherwise) throw otherwise
  }

  get failures(): FailureFound[] {
    const found = [...this.#found, ...(this.#hasCrashed ? [] : this.#unanswered())]
    const known = new Set(found.map(({ by }) => by))
    const caught = this.#thrown.users.filter(({ by }) => !known.has(by)).map((thrown) => ofThrown('caught', thrown))
    return [...found, ...caught]
  }

  get #hasCrashed(): boolean {
    return this.#found.some(({ kind }) => kind === 'uncaught' || kind === 'rejection')
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
    }
  }

  async #exit(exitCode: number, paused: Paused): Promise<FailureFound | null> {
    // What nobody caught has its own.
    if (exitCode === 0 || this.#hasCrashed) return null
    // Most programs exit so from where they caught an error.
    const thrown = this.#thrown.users.at(-1)
    return { ...(thrown ? ofThrown('exit', thrown) : await this.#here('exit', paused)), exitCode }
  }

  async #response(event: number, paused: Paused): Promise<FailureFound | null> {
    const request = this.#requests.find(({ answered }) => answered === event)
    if (!request) return null
    const thrown = this.#thrownWithin(request, event)
    return { ...(thrown ? ofThrown('response', thrown) : await this.#here('response', paused)), request }
  }

  async #uncaught(kind: 'uncaught' | 'rejection', error: RemoteObject, paused: Paused): Promise<FailureFound> {
    const thrown = await this.#thrown.of(error)
    const failure = thrown ? ofThrown(kind, thrown) : await this.#told(kind, error, paused)
    // A server that goes down leaves the request without an answer on which it did.
    const request = this.#requests.findLast(({ asked, status }) => status === null && asked < failure.event)
    return { ...failure, request: request ?? null }
  }

  /** Of an error that was never thrown: promises were rejected with it. */
  async #told(kind: Failure['kind'], error: RemoteObject, paused: Paused): Promise<FailureFound> {
    const [here, seen] = [await this.#here(kind, paused), await seeError(this.#debuggee, error)]
    if (here.frames.length > 0) return { ...here, error: seen }
    const frames = await framesIn(seen.stack, this.#debuggee.scripts)
    return { ...here, error: seen, frames, isTold: true, at: frames[0]?.place ?? null }
  }

  #unanswered(): FailureFound[] {
    return this.#requests.flatMap((request) => {
      if (request.status !== null) return []
      const thrown = this.#thrownWithin(request, Infinity)
      return thrown
        ? { ...ofThrown('unanswered', thrown), request }
        : { ...nothing('unanswered', request.asked), request }
    })
  }

  /** What was thrown last in the time of a request. */
  #thrownWithin({ asked }: ServedRequest, end: number): Thrown | undefined {
    return this.#thrown.users.findLast(({ moment: { event } }) => event > asked && event <= end)
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
    exitCode: null,
    request: null,
    at: null,
    event,
    by: null,
    frames: [],
    isTold: false,
    entry: null,
  }
}

function ofThrown(kind: Failure['kind'], { by, error, frames, isTold, made, moment }: Thrown): FailureFound {
  const at = frames[0]?.place ?? made?.place ?? null
  const entry = made?.within ? { url: made.url, within: made.within } : null
  return { ...nothing(kind, moment.event), error, at, by, frames, isTold, entry }
}
