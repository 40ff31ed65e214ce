/** What has failed in a recorded run: found by replaying it once under the inspector. */
import { requestsServed, type ServedRequest } from '@retrace/core/recordings'
import type { Cause, Failure } from '../observation.ts'
import { runTo } from './again.ts'
import { Debuggee, type Project } from './debuggee.ts'
import type { FunctionFound } from './functions.ts'
import { MANY, Search } from './search.ts'
import { isSameThrow, type Throw } from './thrown.ts'
import { type Frame, framesOf } from './trace.ts'
import { isAboutRequest, windowBefore } from './windows.ts'

/** A failure, and how to come by it again. */
export interface FailureFound extends Failure {
  /** What the error came of, the nearest first. */
  readonly causes: readonly Cause[]
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

/** How many events before a failure are looked at, if what led to it is not found at once. */
const BEFORE = [0, 50] as const

/**
 * The failures of a recording in the order in which they came; errors that were caught come as such: the first ones, where there
 * are many.
 *
 * @param onMany - told where there were more, how many come
 * @throws RetraceError `NOT_SAME_AGAIN`, `RECORDING_DAMAGED`
 */
export async function failuresOf(project: Project, onMany?: (many: number) => void): Promise<FailureFound[]> {
  const requests = await requestsServed(project.recording.folder)
  const search = new Search(await Debuggee.start(project, 'async'), requests)
  await search.run(project)
  if (search.isCut) onMany?.(MANY)
  const found = search.isCut ? await closer(project, requests, search.failures) : search.failures
  const failures = found.toSorted((a, b) => a.event - b.event)
  const all = await Promise.all(failures.map((failure) => withCallers(project, failure)))
  const first = all.find(({ kind }) => kind !== 'caught')
  return all.map((failure) => ({ ...failure, isFirst: failure === first }))
}

/** Finds what led to each failure, where too much is thrown to look at all of it. */
async function closer(
  project: Project,
  requests: readonly ServedRequest[],
  before: readonly FailureFound[],
): Promise<FailureFound[]> {
  const caught = before.filter(({ kind }) => kind === 'caught')
  let failures = before.filter(({ kind }) => kind !== 'caught')
  for (const many of BEFORE) {
    if (many > 0 && failures.every((it) => it.by !== null || isAboutRequest(it))) break
    const windows = failures.map((failure) => windowBefore(failure, many))
    const search = new Search(await Debuggee.start(project, 'async'), requests, windows)
    await search.run(project)
    failures = search.failures.filter(({ kind }) => kind !== 'caught')
  }
  const isKnown = ({ by }: FailureFound): boolean => failures.some((it) => by && it.by && isSameThrow(by, it.by))
  return [...failures, ...caught.filter((it) => !isKnown(it))]
}

/** Where a function has called itself without an end: with the frames before it began to. */
async function withCallers(project: Project, failure: FailureFound): Promise<FailureFound> {
  if (failure.entry === null) return failure
  const debuggee = await Debuggee.start(project, 'async')
  let frames: Frame[] = []
  await runTo(debuggee, failure, async (paused) => {
    frames = await framesOf(paused, debuggee.scripts)
    debuggee.end()
  })
  return { ...failure, frames: frames.slice(1) }
}
