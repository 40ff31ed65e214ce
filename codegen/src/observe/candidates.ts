/** The functions that led to a failure, and which call of each did. */
import type { Candidate } from '../observation.ts'
import { runTo } from './again.ts'
import { Debuggee, PROBE_VALUE, type Project } from './debuggee.ts'
import type { FailureFound } from './failures.ts'
import type { FunctionFound } from './functions.ts'
import type { Position } from './protocol.ts'

/** A candidate, and where it is in the script that runs. */
export interface CandidateFound extends Candidate {
  readonly url: string
  readonly within: FunctionFound
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

type Entered = Omit<CandidateFound, 'call'>

/** Innermost first. */
export async function candidatesOf(project: Project, failure: FailureFound): Promise<CandidateFound[]> {
  const debuggee = await Debuggee.start(project)
  const entered = enteredIn(failure)
  for (const [i, { url, within, failsAtOnce }] of entered.entries())
    await debuggee.breakAt(url, within.body, `${PROBE_VALUE}.enter(${i}) ${failsAtOnce ? '>' : '<'} 0`)
  let calls: Readonly<Record<number, number>> = {}
  await runTo(debuggee, failure, async () => {
    calls = await debuggee.call(function (this: { calls: Record<number, number> }) {
      return this.calls
    })
    debuggee.end()
  })
  return entered.flatMap((its, i) => {
    if (its.failsBefore) return [{ ...its, call: (calls[i] ?? 0) + 1 }]
    const call = calls[i]
    return call === undefined ? [] : [{ ...its, call: its.failsAtOnce ? call - 1 : call }]
  })
}

/** Each function once: where it calls itself, by its innermost frame. */
function enteredIn({ frames, entry }: FailureFound): Entered[] {
  const entered = new Map<string, Entered>()
  for (const [i, { name, url, location, within, declared, isWaiting }] of frames.entries()) {
    if (within === null || declared === null) continue
    const failsBefore = i === 0 && isBefore(location, within.body)
    // Nothing says any more what it was given.
    if (failsBefore && within.isArrow) continue
    const { lineNumber, columnNumber } = within.start
    const key = `${url}:${lineNumber}:${columnNumber}`
    if (entered.has(key)) continue
    const { isAsync, firstEnd } = within
    const failsAtOnce = i === 0 && entry === null && !failsBefore && isBefore(location, firstEnd)
    entered.set(key, { name, place: declared, isAsync, url, within, isWaiting, failsAtOnce, failsBefore })
  }
  return [...entered.values()]
}

function isBefore(a: Position, b: Position): boolean {
  return a.lineNumber < b.lineNumber || (a.lineNumber === b.lineNumber && a.columnNumber < b.columnNumber)
}
