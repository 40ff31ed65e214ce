/** What calls of functions were given, and what came of them. */
import type { CallSeen } from '../observation.ts'
import { runTo } from './again.ts'
import { Call } from './call.ts'
import type { CandidateFound } from './candidates.ts'
import { Debuggee, PROBE_VALUE, type Project } from './debuggee.ts'
import type { FailureFound } from './failures.ts'
import type { CallFrame, Paused } from './protocol.ts'

/**
 * Looks at calls of functions; one that was never come by is left out.
 *
 * @param failure - what they led to; null where the program ran as it should
 */
export async function callsOf(
  project: Project,
  failure: FailureFound | null,
  candidates: readonly CandidateFound[],
): Promise<CallSeen[]> {
  const debuggee = await Debuggee.start(project)
  const calls = candidates.map((candidate) => new Call(debuggee, candidate))
  const modules = new Map<string, Call[]>()
  for (const call of calls) {
    await call.follow()
    for (const id of await call.watchModule()) modules.set(id, [...(modules.get(id) ?? []), call])
  }
  const entered = calls.filter(({ candidate }) => !candidate.failsBefore)
  const functions = new Set(entered.map(({ candidate }) => candidate.number))
  const watched = [...functions].map(
    (number) =>
      new Watched(
        debuggee,
        entered.filter(({ candidate }) => candidate.number === number),
      ),
  )
  for (const its of watched) await its.watch()
  let seen: CallSeen[] = []
  const finish = async (): Promise<void> => {
    const all = await Promise.all(calls.map((call) => call.finish(failure?.error ?? null)))
    seen = all.filter((call) => call !== null)
  }
  // It may go on, and what was called may still come to its end; but not every replay comes to an exit.
  const atFailure = async ({ callFrames }: Paused): Promise<void> => {
    await calls.find(({ candidate }) => candidate.failsBefore)?.takeAt(callFrames)
    await finish()
  }
  const look = async (paused: Paused): Promise<void> => {
    const [id = ''] = paused.hitBreakpoints ?? []
    const its = watched.find((it) => it.isAt(id))
    if (its) {
      await its.take(paused, id)
      if (failure !== null || !calls.every(({ isOver }) => isOver)) return
      await finish()
      return debuggee.end()
    }
    for (const call of modules.get(id) ?? []) await call.noteModule(paused)
    if ((await debuggee.stopOf(paused))?.reason !== 'exit') return
    await finish()
    debuggee.end()
  }
  await (failure ? runTo(debuggee, failure, atFailure, look) : debuggee.run(look))
  return seen
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

  get #function(): CandidateFound {
    const [{ candidate }] = this.#calls as [Call]
    return candidate
  }

  async watch(): Promise<void> {
    const { url, within, number } = this.#function
    const once = this.#calls.find(({ candidate }) => candidate.failsAtOnce)
    const isToo = once ? ` || it >= ${once.candidate.call}` : ''
    const condition = `(it => ${this.#isOne('it')}${isToo})(${PROBE_VALUE}.begin(${number}))`
    this.#entries.add(await this.#debuggee.breakAt(url, within.body, condition))
  }

  isAt(id: string): boolean {
    return this.#entries.has(id) || this.#returns.has(id)
  }

  async take({ callFrames: [frame] }: Paused, id: string): Promise<void> {
    const number = await this.#debuggee.call<number | undefined>(
      function (this: { calls: Record<number, number> }, its: number) {
        return this.calls[its]
      },
      [{ type: 'number', value: this.#function.number }],
    )
    const call = this.#calls.find(({ candidate }) => candidate.call === number)
    if (this.#returns.has(id)) await call?.takeResult(frame as CallFrame)
    else if (await call?.takeEntry(frame as CallFrame)) await this.#watchReturns(frame as CallFrame)
  }

  /** Only of these calls: what the running code follows from says so. */
  async #watchReturns({ location: { scriptId } }: CallFrame): Promise<void> {
    const { within, number, url } = this.#function
    const { locations } = await this.#debuggee.inspector.send<{
      locations: { lineNumber: number; columnNumber: number; type?: string }[]
    }>('Debugger.getPossibleBreakpoints', {
      start: { scriptId, ...within.body },
      end: { scriptId, ...within.end },
      restrictToFunction: true,
    })
    const condition = this.#isOne(`${PROBE_VALUE}.calls[${number}]`)
    for (const location of locations.filter(({ type }) => type === 'return'))
      this.#returns.add(await this.#debuggee.breakAt(url, location, condition))
  }

  #isOne(number: string): string {
    return `[${this.#calls.map(({ candidate }) => candidate.call).join()}].includes(${number})`
  }
}
