/** The functions that led to a failure, and which call of each did. */
import type { Candidate } from '../observation.ts'
import { runTo } from './again.ts'
import { Debuggee, PROBE_VALUE, type Project } from './debuggee.ts'
import type { FailureFound } from './failures.ts'
import type { FunctionFound } from './functions.ts'
import type { Location } from './protocol.ts'
import type { Frame } from './trace.ts'

/** A candidate, and where it is in the script that runs. */
export interface CandidateFound extends Candidate {
  readonly url: string
  readonly scriptId: string
  readonly within: FunctionFound
  /** Whether the failure may have gone through it; else it only came after it. */
  readonly isWaiting: boolean
}

type Entered = Omit<CandidateFound, 'call'>

/** Innermost first. */
export async function candidatesOf(project: Project, failure: FailureFound): Promise<CandidateFound[]> {
  const debuggee = await Debuggee.start(project)
  const entered = enteredIn(failure.frames)
  for (const [i, its] of entered.entries())
    await breakAt(debuggee, its.url, its.within.body, `${PROBE_VALUE}.enter(${i}) < 0`)
  let calls: Readonly<Record<number, number>> = {}
  await runTo(debuggee, failure, async () => {
    calls = await debuggee.call(function (this: { calls: Record<number, number> }) {
      return this.calls
    })
    debuggee.end()
  })
  return entered.flatMap((its, i) => {
    const call = calls[i]
    return call === undefined ? [] : [{ ...its, call }]
  })
}

/** Each function once: where it calls itself, by its innermost frame. */
function enteredIn(frames: readonly Frame[]): Entered[] {
  const entered = new Map<string, Entered>()
  for (const { name, url, location, within, declared, isWaiting } of frames) {
    if (within === null || declared === null) continue
    const { lineNumber, columnNumber } = within.start
    const key = `${url}:${lineNumber}:${columnNumber}`
    const { isAsync } = within
    if (!entered.has(key))
      entered.set(key, { name, place: declared, isAsync, url, scriptId: location.scriptId, within, isWaiting })
  }
  return [...entered.values()]
}

/** Sets a breakpoint, also in a script that is not there yet. */
export async function breakAt(
  { inspector }: Debuggee,
  url: string,
  { lineNumber, columnNumber }: Pick<Location, 'lineNumber' | 'columnNumber'>,
  condition: string,
): Promise<string> {
  const { breakpointId } = await inspector.send<{ breakpointId: string }>('Debugger.setBreakpointByUrl', {
    url,
    lineNumber,
    columnNumber,
    condition,
  })
  return breakpointId
}
