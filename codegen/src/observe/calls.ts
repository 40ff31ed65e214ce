/** What calls of functions were given, and what came of them. */
import type { CallSeen, Candidate, ErrorSeen, Outcome } from '../observation.ts'
import { Graph } from '../values/graph.ts'
import { runTo } from './again.ts'
import { argumentsIn } from './arguments.ts'
import type { CandidateFound } from './candidates.ts'
import { Debuggee, type Moment, PROBE_VALUE, type Project } from './debuggee.ts'
import { ModuleState } from './module-state.ts'
import type { FailureFound } from './failures.ts'
import { seeError } from './errors.ts'
import type { CallFrame, Paused, Properties, RemoteObject } from './protocol.ts'

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
  const watched = new Map<string, Call>()
  const calls: Call[] = []
  const modules = new Map<string, Call[]>()
  for (const [i, candidate] of candidates.entries()) {
    const call = new Call(debuggee, candidate, i)
    calls.push(call)
    if (!candidate.failsBefore) watched.set(await call.watch(), call)
    for (const id of await call.watchModule()) modules.set(id, [...(modules.get(id) ?? []), call])
  }
  let seen: CallSeen[] = []
  const finish = async (): Promise<void> => {
    seen = (await Promise.all(calls.map((call) => call.finish(failure?.error ?? null)))).filter((call) => call !== null)
  }
  // It may go on, and what was called may still come to its end; but not every replay comes to an exit.
  const atFailure = async ({ callFrames }: Paused): Promise<void> => {
    await calls.find(({ failsBefore }) => failsBefore)?.takeAt(callFrames)
    await finish()
  }
  const look = async (paused: Paused): Promise<void> => {
    const [id] = paused.hitBreakpoints ?? []
    const call = id === undefined ? undefined : (watched.get(id) ?? calls.find((it) => it.returns.has(id)))
    if (call && id !== undefined) {
      await call.take(paused, id)
      if (failure !== null || !calls.every(({ isOver }) => isOver)) return
      await finish()
      return debuggee.end()
    }
    for (const its of modules.get(id ?? '') ?? []) await its.noteModule(paused)
    if ((await debuggee.stopOf(paused))?.reason !== 'exit') return
    await finish()
    debuggee.end()
  }
  await (failure ? runTo(debuggee, failure, atFailure, look) : debuggee.run(look))
  return seen
}

class Call {
  readonly returns = new Set<string>()
  readonly #debuggee: Debuggee
  readonly #candidate: CandidateFound
  readonly #number: number
  readonly #graph: Graph
  readonly #state: ModuleState
  #entry: Pick<CallSeen, 'thisRoot' | 'argumentRoots' | 'moduleState' | 'began'> | null = null
  /** What it has returned, where it is one. */
  #promise: RemoteObject | null = null
  #ended: Outcome | null = null
  #endedAt: number | null = null

  constructor(debuggee: Debuggee, candidate: CandidateFound, number: number) {
    this.#debuggee = debuggee
    this.#candidate = candidate
    this.#number = number
    this.#graph = new Graph(debuggee)
    this.#state = new ModuleState(debuggee, candidate.within)
  }

  get isOver(): boolean {
    return this.#ended !== null
  }

  get failsBefore(): boolean {
    return this.#candidate.failsBefore
  }

  /** Takes a call that has not come to its code. */
  async takeAt(frames: readonly CallFrame[]): Promise<void> {
    const { url, within } = this.#candidate
    const frame = await this.#debuggee.scripts.frameOf(frames, url, within)
    if (frame) await this.#takeEntry(frame)
  }

  /** Where its module is over. */
  async watchModule(): Promise<string[]> {
    const { url, within } = this.#candidate
    const ends = within.reads.length > 0 ? within.moduleEnds : []
    const ids: string[] = []
    for (const end of ends) ids.push(await this.#debuggee.breakAt(url, end, ''))
    return ids
  }

  async noteModule({ callFrames: [frame] }: Paused): Promise<void> {
    if (this.#entry === null) await this.#state.note(frame as CallFrame)
  }

  watch(): Promise<string> {
    const { url, within, call, failsAtOnce } = this.#candidate
    const isIt = failsAtOnce ? '>=' : '==='
    return this.#debuggee.breakAt(url, within.body, `${PROBE_VALUE}.enter(${this.#number}) ${isIt} ${call}`)
  }

  async take({ callFrames: [frame] }: Paused, id: string): Promise<void> {
    if (this.returns.has(id)) return this.#takeResult(frame as CallFrame)
    if (this.#entry !== null) return
    await this.#takeEntry(frame as CallFrame)
    await this.#watchReturns(frame as CallFrame)
  }

  async #takeEntry(frame: CallFrame): Promise<void> {
    const began: Moment = await this.#debuggee.moment()
    const list = await this.#debuggee.evaluate(frame, argumentsIn(this.#candidate.within))
    const self = this.#candidate.within.isArrow ? undefined : frame.this
    const hasThis = self !== undefined && self.type !== 'undefined' && self.className !== 'global'
    const given = await this.#itemsOf(list)
    const roots = await this.#graph.take(hasThis ? [self, ...given] : given)
    const { file } = this.#candidate.place
    const moduleState = (await this.#state.take(frame, this.#graph)).map((its) => ({ file, ...its }))
    this.#entry = { moduleState, thisRoot: hasThis ? (roots.shift() as number) : null, argumentRoots: roots, began }
  }

  async #itemsOf(list: RemoteObject): Promise<RemoteObject[]> {
    const length = await this.#debuggee.call<number>(((its: unknown[]) => its.length) as never, [list])
    return Promise.all(
      Array.from({ length }, (_, i) =>
        this.#debuggee.callFor(((its: unknown[], at: number) => its[at]) as never, [
          list,
          { type: 'number', value: i },
        ]),
      ),
    )
  }

  /** Only of this call: what the running code follows from says so. */
  async #watchReturns({ location: { scriptId } }: CallFrame): Promise<void> {
    const { within, call, url } = this.#candidate
    const { locations } = await this.#debuggee.inspector.send<{
      locations: { lineNumber: number; columnNumber: number; type?: string }[]
    }>('Debugger.getPossibleBreakpoints', {
      start: { scriptId, ...within.body },
      end: { scriptId, ...within.end },
      restrictToFunction: true,
    })
    for (const location of locations.filter(({ type }) => type === 'return'))
      this.returns.add(await this.#debuggee.breakAt(url, location, `${PROBE_VALUE}.calls[${this.#number}] === ${call}`))
  }

  async #takeResult({ returnValue }: CallFrame): Promise<void> {
    if (returnValue === undefined || this.#ended !== null || this.#promise !== null) return
    this.#endedAt = (await this.#debuggee.moment()).event
    // What a stop gives lasts only as long as the stop.
    if (returnValue.subtype === 'promise')
      this.#promise = await this.#debuggee.callFor(((its: unknown) => its) as never, [returnValue])
    this.#ended = this.#promise
      ? await this.#settled(this.#promise)
      : { kind: 'returned', root: await this.#root(returnValue) }
  }

  /** What became of a promise; null as long as nothing has. That of an async function is settled when that returns. */
  async #settled({ objectId }: RemoteObject): Promise<Outcome | null> {
    const { internalProperties = [] } = await this.#debuggee.inspector.send<Properties>('Runtime.getProperties', {
      objectId,
      ownProperties: true,
    })
    const its = (name: string): RemoteObject | undefined => internalProperties.find((it) => it.name === name)?.value
    const [state, result] = [its('[[PromiseState]]')?.value, its('[[PromiseResult]]')]
    if (result === undefined) return null
    if (state === 'rejected') return { kind: 'threw', error: await seeError(this.#debuggee, result) }
    return state === 'fulfilled' ? { kind: 'returned', root: await this.#root(result) } : null
  }

  async #root(value: RemoteObject): Promise<number> {
    const [root] = await this.#graph.take([value])
    return root as number
  }

  async finish(error: ErrorSeen | null): Promise<CallSeen | null> {
    if (this.#entry === null) return null
    const { name, place, isAsync, call } = this.#candidate
    const candidate: Candidate = { name, place, isAsync, call }
    if (this.#promise && this.#ended === null) {
      this.#ended = await this.#settled(this.#promise)
      this.#endedAt = (await this.#debuggee.moment()).event
    }
    const outcome = this.#ended ?? (error && this.#candidate.isWaiting ? { kind: 'threw' as const, error } : null)
    return { candidate, values: await this.#graph.finish(), ...this.#entry, outcome, ended: this.#endedAt }
  }
}
