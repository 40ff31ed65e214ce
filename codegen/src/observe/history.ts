/** What was called before a call, of functions that may have left something behind for it. */
import type { Probe } from '@retrace/core/recordings'
import type { CallSeen } from '../observation.ts'
import { callsOf } from './calls.ts'
import type { CandidateFound } from './candidates.ts'
import { type Debuggee, PROBE_VALUE, type Project } from './debuggee.ts'
import type { FailureFound } from './failures.ts'
import { lookWithMarks, type Marks } from './marks.ts'
import { callOf, functionsIn } from './named.ts'
import type { NamedFunction } from './scripts.ts'

/** So many of the last calls of each function are looked at: each takes its time. */
const MOST = 60

export interface CallHistory {
  /** In the order in which they began. */
  readonly before: readonly CallSeen[]
  /** The call itself, as it was seen together with them. */
  readonly call: CallSeen
}

/**
 * Null where nothing was called, or where it doesn't come again.
 *
 * @param isWanted - of which functions
 */
export async function historyOf(
  project: Project,
  failure: FailureFound | null,
  of: CandidateFound,
  isWanted: (its: NamedFunction) => boolean,
): Promise<CallHistory | null> {
  const all = (await functionsIn(project, null)).filter(isWanted)
  if (all.length === 0) return null
  const functions = all.map((its, number) => callOf({ ...its, within: { ...its.within, reads: [] } }, number, 0))
  const number = functions.find((its) => isSame(its, of))?.number ?? functions.length
  const its = { ...of, number }
  const others = functions.filter((each) => each.number !== number)
  const [counts = {}] = await lookWithMarks(project, (debuggee, marks) => countsIn(debuggee, marks, others, its))
  const earlier = functions.flatMap((each) => {
    const count = each.number === number ? of.call - 1 : (counts[each.number] ?? 0)
    const first = Math.max(1, count - MOST + 1)
    return Array.from({ length: Math.max(0, count - first + 1) }, (_, i) => ({ ...each, call: first + i }))
  })
  if (earlier.length === 0) return null
  const calls = await callsOf(project, failure, [...earlier, its])
  const seen = calls.toSorted((a, b) => (a.order as number) - (b.order as number))
  const at = seen.findIndex(({ candidate: { place, call } }) => call === of.call && isAt(place, of.place))
  return at < 1 ? null : { before: seen.slice(0, at), call: seen[at] as CallSeen }
}

function isSame({ url, within: { start } }: CandidateFound, other: CandidateFound): boolean {
  const { lineNumber, columnNumber } = other.within.start
  return url === other.url && start.lineNumber === lineNumber && start.columnNumber === columnNumber
}

function isAt(a: CallSeen['candidate']['place'], b: CallSeen['candidate']['place']): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column
}

/** How often each function had been called when the call began; null where the replay doesn't come to it as it should. */
async function countsIn(
  debuggee: Debuggee,
  marks: Marks,
  functions: readonly CandidateFound[],
  of: CandidateFound,
): Promise<Record<number, number>[] | null> {
  const all = [...functions, of]
  const marked = await marks.put(debuggee, all)
  let entry: string | null = null
  for (const { number, url, within } of all) {
    if (marked.has(number)) continue
    const condition = `${PROBE_VALUE}.begin(${number}) === ${number === of.number ? of.call : 0}`
    const id = await debuggee.breakAt(url, within.body, condition)
    if (number === of.number) entry = id
  }
  if (entry === null) await debuggee.stopIn(of.number, [of.call])
  let counts: Record<number, number>[] | null = null
  await debuggee.run(async (paused) => {
    const isEntry = entry !== null && paused.hitBreakpoints?.includes(entry) === true
    if (!isEntry && (await debuggee.stopOf(paused))?.reason !== 'call') return
    if (await marks.areThere(debuggee)) counts = [await latestIn(debuggee)]
    debuggee.end()
  })
  return counts
}

function latestIn(debuggee: Debuggee): Promise<Record<number, number>> {
  return debuggee.call(function (this: Pick<Probe, 'latest'>) {
    return this.latest
  })
}
