/** What calls of functions were given, and what came of them. */
import type { CallSeen } from '../observation.ts'
import { runTo } from './again.ts'
import { Call, type IsHad } from './call.ts'
import type { CandidateFound } from './candidates.ts'
import { type Debuggee, PROBE_VALUE, type Project, type Stopped } from './debuggee.ts'
import type { FailureFound } from './failures.ts'
import { lookWithMarks, type Marks } from './marks.ts'
import type { CallFrame, Paused } from './protocol.ts'

/**
 * Looks at calls of functions; one that was never come by is left out.
 *
 * @param failure - what they led to; null where the program ran as it should
 * @param isHad - whether a test can have a class; of an instance of one that it can't, methods are seen
 */
export async function callsOf(
  project: Project,
  failure: FailureFound | null,
  candidates: readonly CandidateFound[],
  isHad: IsHad = () => true,
): Promise<CallSeen[]> {
  const look = (spying: IsHad | null): Promise<CallSeen[]> =>
    lookWithMarks(project, (debuggee, marks) => callsIn(debuggee, failure, candidates, marks, spying))
  const seen = await look(isHad)
  // A spy is on the stack, and a promise that it hears of is never left unhandled.
  return seen.length === 0 && candidates.length > 0 ? look(null) : seen
}

/** Null where the replay doesn't come by their end, or not as it should. */
async function callsIn(
  debuggee: Debuggee,
  failure: FailureFound | null,
  candidates: readonly CandidateFound[],
  marks: Marks,
  isHad: IsHad | null,
): Promise<CallSeen[] | null> {
  const calls = candidates.map((candidate) => new Call(debuggee, candidate, isHad))
  const modules = new Map<string, Call[]>()
  for (const call of calls) {
    await call.follow()
    for (const id of await call.watchModules()) modules.set(id, [...(modules.get(id) ?? []), call])
  }
  const watched = watchedIn(
    debuggee,
    calls.filter(({ candidate }) => !candidate.failsBefore),
  )
  const marked = await marks.put(
    debuggee,
    watched.map((its) => its.function),
  )
  for (const its of watched) await its.watch(marked.has(its.function.number))
  let seen: CallSeen[] | null = null
  const entered: Call[] = []
  const finish = async (): Promise<void> => {
    const all = await Promise.all(
      calls.map(async (call) => {
        const its = await call.finish(failure?.error ?? null)
        return its && { ...its, order: entered.indexOf(call) }
      }),
    )
    // What was never compiled has not been called either.
    if (failure === null || (await marks.areThere(debuggee))) seen = all.filter((call) => call !== null)
  }
  // It may go on, and what was called may still come to its end; but not every replay comes to an exit.
  const atFailure = async ({ callFrames }: Paused): Promise<void> => {
    await calls.find(({ candidate }) => candidate.failsBefore)?.takeAt(callFrames)
    await finish()
    if (failure && failure.until > failure.event) await debuggee.stopAt(failure.until)
  }
  const look = async (paused: Paused): Promise<void> => {
    const [id = ''] = paused.hitBreakpoints ?? []
    for (const call of modules.get(id) ?? []) await call.noteModule(paused, id)
    const stopped = await debuggee.stopOf(paused)
    const its = watched.find((it) => it.isAt(id, stopped))
    const begun = its && (await its.take(paused, id))
    if (begun) entered.push(begun)
    const isOver = its ? failure === null && calls.every((call) => call.isOver) : stopped?.reason === 'exit'
    // What it asked on its way outward is its own too.
    if (stopped?.reason === 'event' && stopped.value.value === failure?.until) await finish()
    if (!isOver) return
    await finish()
    debuggee.end()
  }
  await (failure ? runTo(debuggee, failure, atFailure, look) : debuggee.run(look))
  return seen
}

function watchedIn(debuggee: Debuggee, calls: readonly Call[]): Watched[] {
  const numbers = new Set(calls.map(({ candidate }) => candidate.number))
  const callsOf = (number: number): Call[] => calls.filter(({ candidate }) => candidate.number === number)
  return [...numbers].map((number) => new Watched(debuggee, callsOf(number)))
}

/** The calls of one function: at one place there can be only one breakpoint. */
class Watched {
  readonly #debuggee: Debuggee
  readonly #calls: readonly Call[]
  readonly #entries = new Set<string>()
  readonly #returns = new Set<string>()

  constructor(debuggee: Debuggee, calls: readonly Call[]) {
    this.#debuggee = debuggee
    this.#calls = calls
  }

  get function(): CandidateFound {
    const [{ candidate }] = this.#calls as [Call]
    return candidate
  }

  async watch(isMarked: boolean): Promise<void> {
    const { url, within, number } = this.function
    if (isMarked) return this.#debuggee.stopIn(number, this.#numbers)
    const once = this.#calls.find(({ candidate }) => candidate.failsAtOnce)
    const isToo = once ? ` || it >= ${once.candidate.call}` : ''
    const condition = `(it => ${this.#isOne('it')}${isToo})(${PROBE_VALUE}.begin(${number}))`
    this.#entries.add(await this.#debuggee.breakAt(url, within.body, condition))
  }

  isAt(id: string, stopped: Stopped | null): boolean {
    const isReached = stopped?.reason === 'call' && stopped.value.value === this.function.number
    return isReached || this.#entries.has(id) || this.#returns.has(id)
  }

  /** @returns what has just begun */
  async take({ callFrames }: Paused, id: string): Promise<Call | null> {
    // Where the code itself has said so, it is below what it has called for that.
    const frame = callFrames.find(({ location }) => !this.#debuggee.scripts.isEngine(location.scriptId))
    const number = await this.#debuggee.call<number | undefined>(
      function (this: { calls: Record<number, number> }, its: number) {
        return this.calls[its]
      },
      [{ type: 'number', value: this.function.number }],
    )
    const call = this.#calls.find(({ candidate }) => candidate.call === number)
    if (this.#returns.has(id)) await call?.takeResult(frame as CallFrame)
    else if (call && (await call.takeEntry(frame as CallFrame))) {
      await this.#watchReturns(frame as CallFrame)
      return call
    }
    return null
  }

  /** Only of these calls: what the running code follows from says so. */
  async #watchReturns({ location: { scriptId } }: CallFrame): Promise<void> {
    const { within, number, url } = this.function
    const { locations } = await this.#debuggee.inspector.send<{
      locations: { lineNumber: number; columnNumber: number; type?: string }[]
    }>('Debugger.getPossibleBreakpoints', {
      // Without an end: that of a function without a block is where it returns, and an end is left out.
      start: { scriptId, ...within.body },
      restrictToFunction: true,
    })
    const condition = this.#isOne(`${PROBE_VALUE}.calls[${number}]`)
    for (const location of locations.filter(({ type }) => type === 'return'))
      this.#returns.add(await this.#debuggee.breakAt(url, location, condition))
  }

  get #numbers(): number[] {
    return this.#calls.map(({ candidate }) => candidate.call)
  }

  #isOne(number: string): string {
    return `[${this.#numbers.join()}].includes(${number})`
  }
}
