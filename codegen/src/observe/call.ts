/** One call of a function: what it was given, and what came of it. */
import type { Probe } from '@retrace/core/recordings'
import type { CallSeen, Candidate, ClassRef, ErrorSeen, Outcome } from '../observation.ts'
import { Graph } from '../values/graph.ts'
import { argumentsIn, namesIn } from './arguments.ts'
import type { CandidateFound } from './candidates.ts'
import { type Debuggee, type Moment, PROBE_VALUE } from './debuggee.ts'
import { seeError } from './errors.ts'
import { ModuleState } from './module-state.ts'
import { partOf } from './part.ts'
import type { CallFrame, Paused, Properties, RemoteObject } from './protocol.ts'

export type IsHad = (its: ClassRef) => boolean

/** So many results of one function are read in a test. */
export const MOST_GIVEN = 20

export class Call {
  readonly candidate: CandidateFound
  readonly #debuggee: Debuggee
  readonly #graph: Graph
  readonly #state: ModuleState
  readonly #isHad: IsHad | null
  readonly #others: { readonly file: string; readonly state: ModuleState }[] = []
  /** By the breakpoints at the ends of their modules. */
  readonly #elsewhere = new Map<string, ModuleState>()
  #entry: (Pick<CallSeen, 'thisRoot' | 'argumentRoots' | 'moduleState' | 'began'> & { self: number | null }) | null =
    null
  #made: number | null = null
  /** What it has returned, where it is one. */
  #promise: RemoteObject | null = null
  #ended: Outcome | null = null
  #endedAt: number | null = null
  /** In the program: the events in which it has part. */
  #followed: RemoteObject | null = null

  /** @param isHad - whether a test can have a class; null where nothing is spied on */
  constructor(debuggee: Debuggee, candidate: CandidateFound, isHad: IsHad | null) {
    this.#isHad = isHad
    this.#debuggee = debuggee
    this.candidate = candidate
    this.#graph = new Graph(debuggee)
    this.#state = new ModuleState(debuggee, candidate.within.reads)
  }

  get isOver(): boolean {
    return this.#ended !== null
  }

  /** Takes a call that has not come to its code. */
  async takeAt(frames: readonly CallFrame[]): Promise<void> {
    const { url, within } = this.candidate
    const frame = await this.#debuggee.scripts.frameOf(frames, url, within)
    if (frame) await this.takeEntry(frame)
  }

  /** Has it noted what is its own. Of a generator, and of what comes before the code of a call, that can't be told. */
  async follow(): Promise<void> {
    const { number, call, failsBefore, within } = this.candidate
    if (failsBefore || within.isGenerator) return
    this.#followed = await this.#debuggee.callFor(
      function (this: Pick<Probe, 'follow'>, its: number, nth: number) {
        return this.follow(its, nth)
      },
      [number, call].map((value) => ({ type: 'number', value })),
      false,
    )
  }

  /** Where its module is over, and others that are looked at. */
  async watchModules(): Promise<string[]> {
    const { url, within, elsewhere = [] } = this.candidate
    const ids: string[] = []
    for (const end of within.reads.length > 0 ? within.moduleEnds : [])
      ids.push(await this.#debuggee.breakAt(url, end, ''))
    for (const { url: other, ends, variables, file } of elsewhere) {
      const state = new ModuleState(this.#debuggee, variables)
      this.#others.push({ file, state })
      for (const end of ends) {
        const id = await this.#debuggee.breakAt(other, end, '')
        this.#elsewhere.set(id, state)
        ids.push(id)
      }
    }
    return ids
  }

  async noteModule({ callFrames: [frame] }: Paused, id: string): Promise<void> {
    if (this.#entry !== null) return
    const other = this.#elsewhere.get(id)
    await (other ? other.noteElsewhere(frame as CallFrame) : this.#state.note(frame as CallFrame))
  }

  /** @returns whether it is the first time */
  async takeEntry(frame: CallFrame): Promise<boolean> {
    if (this.#entry !== null) return false
    const began: Moment = await this.#debuggee.moment()
    const list = await this.#debuggee.evaluate(frame, argumentsIn(this.candidate.within))
    const self = frame.this
    const hasThis = this.#isItsOwn(self)
    const given = await this.#itemsOf(list)
    const roots = await this.#graph.take(hasThis ? [self, ...given] : given)
    const { file } = this.candidate.place
    const moduleState = (await this.#state.take(frame, this.#graph)).map((its) => ({ file, ...its }))
    for (const other of this.#others)
      for (const its of await other.state.takeElsewhere(this.#graph)) moduleState.push({ file: other.file, ...its })
    if (this.#isHad) await this.#spyOnArguments(frame, this.#isHad)
    const thisRoot = hasThis ? (roots.shift() as number) : null
    this.#entry = { moduleState, thisRoot, argumentRoots: roots, self: hasThis ? await this.#idOf(self) : null, began }
    return true
  }

  /** On all functions that it was given, itself or in something. */
  async #spyOnArguments(frame: CallFrame, isHad: IsHad): Promise<void> {
    const { number, call, within } = this.candidate
    await this.#graph.spyOnFunctions({ number, call, most: MOST_GIVEN }, isHad)
    const names = namesIn(within.params)
    if (names.length === 0) return
    const assigned = names.map((name) => `${name} = ${PROBE_VALUE}.spies.of(${name})`)
    await this.#debuggee.evaluate(frame, `void (${assigned.join(', ')})`)
  }

  /** Whether a `this` is one that it was called on. */
  #isItsOwn({ type, className }: RemoteObject): boolean {
    return !this.candidate.within.isArrow && type !== 'undefined' && className !== 'global'
  }

  /** Null where it is no object. */
  async #idOf(value: RemoteObject): Promise<number | null> {
    return value.objectId === undefined ? null : (await this.#debuggee.note(value)).at
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

  async takeResult({ returnValue, this: self }: CallFrame): Promise<void> {
    if (returnValue === undefined || this.#ended !== null || this.#promise !== null) return
    this.#endedAt = (await this.#debuggee.moment()).event
    // The constructor of a class that extends another one has no `this` before it has called that.
    if (this.#entry?.self === null && this.#isItsOwn(self)) this.#entry.self = await this.#idOf(self)
    // What a stop gives lasts only as long as the stop.
    this.#made = await this.#idOf(returnValue)
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
    this.#made = await this.#idOf(result)
    if (state === 'rejected') return { kind: 'threw', error: await seeError(this.#debuggee, result) }
    return state === 'fulfilled' ? { kind: 'returned', root: await this.#root(result) } : null
  }

  async #root(value: RemoteObject): Promise<number> {
    const [root] = await this.#graph.take([value])
    return root as number
  }

  async finish(error: ErrorSeen | null): Promise<CallSeen | null> {
    if (this.#entry === null) return null
    const { name, place, isAsync, call } = this.candidate
    const candidate: Candidate = { name, place, isAsync, call }
    if (this.#promise && this.#ended === null) {
      this.#ended = await this.#settled(this.#promise)
      this.#endedAt = (await this.#debuggee.moment()).event
    }
    const outcome = this.#ended ?? (error && this.candidate.isWaiting ? { kind: 'threw' as const, error } : null)
    const part = this.#followed && (await partOf(this.#debuggee, this.#followed))
    return {
      candidate,
      values: await this.#graph.finish(),
      ...this.#entry,
      made: this.#made,
      part,
      outcome,
      ended: this.#endedAt,
    }
  }
}
