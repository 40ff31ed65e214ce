/** The functions that led to a failure, and which call of each did. */
import type { Candidate } from '../observation.ts'
import { runTo } from './again.ts'
import { type Debuggee, PROBE_VALUE, type Project } from './debuggee.ts'
import type { FailureFound } from './failures.ts'
import type { FunctionFound } from './functions.ts'
import { lookWithMarks, type Marks } from './marks.ts'
import type { Paused, Position } from './protocol.ts'
import type { NamedModule } from './scripts.ts'

/** A function on the way to a failure, and where it is in the script that runs. */
export interface FunctionOnWay extends Pick<Candidate, 'name' | 'place' | 'isAsync'> {
  readonly number: number
  readonly url: string
  readonly within: FunctionFound
  /** How far out it is. */
  readonly at: number
  /** How far out the first of its calls is that waits for the others. */
  readonly lastAt: number
  /** Whether the failure may have gone through it; else it only came after it. */
  readonly isWaiting: boolean
  /**
   * Whether it fails in its first statement. V8 doesn't stop at an exception in a statement that has a breakpoint whose
   * condition says no; to know that, it asks the condition again.
   */
  readonly failsAtOnce: boolean
  /** Whether it fails before its code begins: in what its parameters are by default, or in taking arguments apart. */
  readonly failsBefore: boolean
}

/** By its call: what calls itself is a candidate by its innermost call, and by the first one. */
export interface CandidateFound extends Candidate, Omit<FunctionOnWay, 'lastAt'> {
  /** Other modules than its own of which the variables are taken too. */
  readonly elsewhere?: readonly NamedModule[]
}

/** What a probe knows, by the numbers of functions. */
interface Known {
  readonly calls: Readonly<Record<number, number>>
  readonly waiting: Readonly<Record<number, number>>
  readonly underWay: readonly number[]
  readonly beginnings: Readonly<Record<number, { readonly line: number; readonly column: number }>>
}

/**
 * Which calls they were; innermost first.
 *
 * @param entered - the functions that are looked at: each that is takes its time
 */
export function candidatesOf(
  project: Project,
  failure: FailureFound,
  entered: readonly FunctionOnWay[] = functionsOn(failure),
): Promise<CandidateFound[]> {
  return lookWithMarks(project, (debuggee, marks) => candidatesIn(debuggee, failure, entered, marks))
}

/** Null where the replay doesn't come by the failure, or not as it should. */
async function candidatesIn(
  debuggee: Debuggee,
  failure: FailureFound,
  entered: readonly FunctionOnWay[],
  marks: Marks,
): Promise<CandidateFound[] | null> {
  const marked = await marks.put(debuggee, entered)
  for (const { number, url, within, failsAtOnce, failsBefore } of entered) {
    if (marked.has(number)) continue
    const isStopped = failsAtOnce || failsBefore ? `${PROBE_VALUE}.event >= ${failure.event}` : 'false'
    await debuggee.breakAt(url, within.body, `${PROBE_VALUE}.begin(${number}) > 0 && ${isStopped}`)
  }
  let found: CandidateFound[] | null = null
  await runTo(debuggee, failure, async (paused) => {
    const known = failure.isTold ? await latestIn(debuggee) : await knownIn(debuggee)
    const all = entered.flatMap((its) => callsOf(its, known, marked.has(its.number) ? null : paused))
    if (await marks.areThere(debuggee)) found = all.toSorted((a, b) => a.at - b.at)
    debuggee.end()
  })
  return found
}

function knownIn(debuggee: Debuggee): Promise<Known> {
  return debuggee.call<Known>(function (this: Known) {
    const { calls, waiting, underWay, beginnings } = this
    return { calls, waiting, underWay, beginnings }
  })
}

/** What runs is of the call that has opened the connection, where only the error tells who has asked on it. */
async function latestIn(debuggee: Debuggee): Promise<Known> {
  const calls = await debuggee.call<Known['calls']>(function (this: { latest: Known['calls'] }) {
    return this.latest
  })
  return { calls, waiting: {}, underWay: [], beginnings: {} }
}

/** @param paused - where it has failed, if a breakpoint tells of the function */
function callsOf({ lastAt, ...its }: FunctionOnWay, known: Known, paused: Paused | null): CandidateFound[] {
  const { number } = its
  const last = known.calls[number]
  const first = known.waiting[number]
  const inner = its.failsBefore ? (last ?? 0) + 1 : last
  if (inner === undefined) return []
  const isCountedTwice =
    paused !== null &&
    (its.failsAtOnce || its.failsBefore) &&
    known.underWay.includes(number) &&
    standsAt(paused, known.beginnings[number])
  const call = isCountedTwice ? inner - 1 : inner
  const innermost = { ...its, call }
  if (its.failsBefore || first === undefined || first === inner || first === call) return [innermost]
  return [innermost, { ...its, at: lastAt, call: first, failsAtOnce: false, failsBefore: false }]
}

/** Whether it has failed at the very place where its code begins: then V8 asks about that as if it was entered once more. */
function standsAt({ callFrames: [frame] }: Paused, beginning: Known['beginnings'][number] | undefined): boolean {
  if (!frame || !beginning) return false
  const { lineNumber, columnNumber } = frame.location
  return lineNumber === beginning.line - 1 && columnNumber === beginning.column - 1
}

/** The functions on the way to a failure, each once: from where it failed outward. */
export function functionsOn({ frames, entry }: FailureFound): FunctionOnWay[] {
  const entered = new Map<string, FunctionOnWay>()
  for (const [at, { name, url, location, within, declared, isWaiting }] of frames.entries()) {
    if (within === null || declared === null) continue
    const failsBefore = at === 0 && isBefore(location, within.body)
    // Nothing says any more what it was given.
    if (failsBefore && within.isArrow) continue
    const { lineNumber, columnNumber } = within.start
    const key = `${url}:${lineNumber}:${columnNumber}`
    const known = entered.get(key)
    if (known && isWaiting) entered.set(key, { ...known, lastAt: at })
    if (known) continue
    const { isAsync, firstEnd } = within
    const failsAtOnce = at === 0 && entry === null && !failsBefore && isBefore(location, firstEnd)
    const its = { name, place: declared, isAsync, url, within, isWaiting, failsAtOnce, failsBefore }
    entered.set(key, { ...its, number: entered.size, at, lastAt: at })
  }
  return [...entered.values()]
}

function isBefore(a: Position, b: Position): boolean {
  return a.lineNumber < b.lineNumber || (a.lineNumber === b.lineNumber && a.columnNumber < b.columnNumber)
}
