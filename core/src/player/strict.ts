/**
 * Strict replay: the tape answers, and the tape drives the event loop.
 *
 * The program takes values as it asks for them; asking for another one than the tape has next is a divergence at that
 * very line. Where the tape has a delivery next, the pump makes it in a macrotask of its own, so that ticks and
 * microtasks drain between two deliveries as they did in the recorded run.
 */
import { divergenceBetween, sameFields } from '../divergence/compare.ts'
import type { Action, Divergence, DivergenceKind } from '../divergence/divergence.ts'
import { mayBeGone } from '../divergence/forgivable.ts'
import { captureFrames } from '../divergence/frames.ts'
import { AT_ONCE, LATER, type CallOps, type Gate, type Receiver, type Shape } from '../gate/gate.ts'
import { elapsed, OriginalPromise, originalNextTick, originalSetImmediate, originalSetTimeout } from '../originals.ts'
import { runInside } from '../gate/inside.ts'
import { Scope } from '../gate/scope.ts'
import type { Op } from '../tape/op.ts'
import type { TapeEvent } from '../tape/reader.ts'
import { isBusy } from './busy.ts'
import type { Cursor } from './cursor.ts'
import { Leniency } from './lenient.ts'

/** Turns of the loop that the pump spins before it starts to sleep between looks. */
const SPINS = 200
/** How long the program may do nothing that the recording waits for. */
const IDLE_MS = 2000
/** How long work that is really under way (a threadpool job, an import) may take. */
const BUSY_MS = 60_000
/** Turns after which a lenient replay takes a read that doesn't come for one that the program no longer makes. */
const LENIENT_LOOKS = 20
/** What one look may add to the waiting: a stop at a breakpoint isn't waiting. */
const MAX_LOOK_MS = 50

interface PendingCall {
  settle(...results: unknown[]): void
  scope: Scope
  /** Whether the results are computed here, and aren't there yet. */
  working?: boolean
  /** Results that were computed here. */
  results?: readonly unknown[]
}

export interface StrictOptions {
  readonly cursor: Cursor
  readonly lenient: boolean
  /** Called once, with the first divergence. Does not return. */
  onDivergence(divergence: Divergence): never
  /** Called where a recording that was cut off has been replayed to its last event. Does not return. */
  onCutOff(): never
  /** Whether the recording ends with the program's exit. */
  readonly endsWithExit: boolean
  /** When the recording began, in milliseconds since 1970. */
  readonly began?: number
}

export class StrictGate implements Gate {
  readonly mode = 'replay'
  readonly performs = false
  inside = 0
  readonly leniency: Leniency
  readonly #cursor: Cursor
  readonly #options: StrictOptions
  readonly #receivers = new Map<string, Receiver>()
  readonly #calls = new Map<number, PendingCall>()
  /** 0 to 2 are the program's own streams. */
  #ids = 3
  /** Work that is being computed again. */
  #working = 0
  #scheduled = false
  #finished = false
  #looks = 0
  #waited = 0
  #lastLook = 0
  #waitingFor = -1

  constructor(options: StrictOptions) {
    this.#options = options
    this.#cursor = options.cursor
    this.#cursor.attach(this)
    this.leniency = new Leniency(options.began ?? 0)
  }

  get open(): boolean {
    return this.inside === 0 && !this.#finished
  }

  get subject(): object {
    return this
  }

  standsIn(): boolean {
    return true
  }

  answers(): boolean {
    return true
  }

  withholds(): boolean {
    return false
  }

  awaits(): boolean {
    // The tape says when.
    return true
  }

  /** The next event of the tape, once the program is over: what it should have done. */
  leftover(): TapeEvent | null {
    let next = this.#cursor.peek()
    while (this.#options.lenient && next !== null && mayBeGone(next)) {
      this.leniency.pass(next)
      this.#advance()
      next = this.#cursor.peek()
    }
    return next
  }

  /** Begins to drive the event loop. */
  start(): void {
    this.#schedule()
  }

  /** Ends the replay: from here on the program runs by itself (it is on its way out). */
  finish(): void {
    this.#finished = true
  }

  nextId(): number {
    return this.#ids++
  }

  value<T>(
    op: Op,
    original: (...args: never[]) => T,
    self: unknown,
    args: ArrayLike<unknown>,
    asked: readonly unknown[] = [],
  ): T {
    if (!this.open) return Reflect.apply(original, self, args)
    const live = this.#options.lenient ? () => this.runLive(() => Reflect.apply(original, self, args)) : null
    return this.#result(this.#take(op, -1, asked, live)) as T
  }

  numbers(next: () => number): () => number {
    return next
  }

  read<T>(op: Op, original: () => T): T {
    if (!this.open) return original()
    return this.#result(this.#take(op, -1, [], this.#options.lenient ? original : null)) as T
  }

  quiet<T>(op: Op, target: number, normal: T, original: () => T, asked: readonly unknown[] = []): T {
    if (!this.open) return original()
    if (this.#options.lenient) this.#passMissing((event) => isSame(event, op, target, asked))
    const next = this.#cursor.peek()
    if (!next || !isSame(next, op, target, asked)) return normal
    return this.#result(this.#take(op, target, asked)) as T
  }

  output<T>(op: Op, target: number, fields: readonly unknown[], _perform: () => T, inReplay: () => T): T {
    if (this.open) this.#take(op, target, fields)
    return inReplay()
  }

  exchange(op: Op, target: number, asked: readonly unknown[], _perform: () => readonly unknown[]): readonly unknown[] {
    this.#deliverNested(op, target)
    const event = this.#take(op, target, asked)
    if (event.threw) throw event.fields.at(-1)
    return event.fields.slice(asked.length)
  }

  call<R>(
    ops: CallOps,
    asked: readonly unknown[],
    settle: (...results: never[]) => void,
    _start: (done: (...results: unknown[]) => void) => R,
  ): R | undefined {
    const id = this.#ask(ops, asked)
    const scope = new Scope(ops.ask.name)
    this.#settleWith({ settle: settle as PendingCall['settle'], scope }, id, this.#early(ops, id))
    return undefined
  }

  background<R>(
    ops: CallOps,
    asked: readonly unknown[],
    settle: (...results: never[]) => void,
    start: (done: (...results: unknown[]) => void) => R,
  ): R | undefined {
    const id = this.nextId()
    this.#take(ops.ask, id, asked)
    const threw = this.#takeThrown(ops, id)
    const early = threw ? null : this.#early(ops, id)
    const call: PendingCall = {
      settle: settle as PendingCall['settle'],
      scope: new Scope(ops.ask.name),
    }
    const isRecorded = ops.done.fields.length > 1
    if (isRecorded && !threw && early?.fields[1] !== 1) {
      this.#settleWith(call, id, early)
      return undefined
    }
    if (!threw && !early) {
      call.working = true
      this.#working++
      this.#calls.set(id, call)
    }
    this.inside++
    try {
      const returned = start((...results) => {
        // What came in the turn of the call comes at the same point again, since it was computed in the same steps.
        if (early) return this.#within(() => call.settle(...results))
        call.results = results
        call.working = false
        this.#working--
      })
      if (threw) throw threw.fields.at(-1)
      return returned
    } finally {
      this.inside--
    }
  }

  promise<T>(ops: CallOps, asked: readonly unknown[], _start: () => Promise<T>, shape?: Shape<T>): Promise<T> {
    const id = this.#ask(ops, asked)
    const early = this.#early(ops, id)
    return new OriginalPromise<T>((resolve, reject) => {
      const settle = (error: unknown, ...fields: unknown[]): void => {
        if (error === null) resolve(shape ? shape.unpack(fields) : (fields[0] as T))
        else reject(error)
      }
      if (early) return settle(early.fields[1], ...early.fields.slice(2))
      this.#calls.set(id, { settle, scope: new Scope(ops.ask.name) })
    })
  }

  runLive<T>(run: () => T): T {
    return runInside(this, run)
  }

  sent(): void {
    // The boundary asks by `exchange`.
  }

  delivery(): void {
    // The pump makes deliveries; what the outside would say by itself is not heard.
  }

  note(): void {
    // The cursor passes over notes.
  }

  receive(op: Op, receiver: Receiver): void {
    this.#receivers.set(op.name, receiver)
  }

  taint(_reason: string): void {
    if (this.#cursor.peek()?.op.name === 'retrace.taint') this.#advance()
  }

  /** Stops the replay with a report. */
  diverge(kind: DivergenceKind, actual: Action | null): never {
    this.#finished = true
    return this.#options.onDivergence({
      kind,
      expected: this.#cursor.peek(),
      actual,
      before: [...this.#cursor.recent],
      frames: captureFrames(),
    })
  }

  /** Deliveries that an original made before it returned come before its own event on the tape. */
  #deliverNested(op: Op, target: number): void {
    if (!op.nests) return
    for (;;) {
      const next = this.#cursor.peek()
      if (next?.op.kind !== 'delivery' || (op.target && next.target !== target)) return
      const deliver = this.#target(next)
      if (!deliver) return
      this.#cursor.take()
      deliver(next)
    }
  }

  #ask(ops: CallOps, asked: readonly unknown[]): number {
    const id = this.nextId()
    this.#take(ops.ask, id, asked)
    const threw = this.#takeThrown(ops, id)
    if (threw) throw threw.fields.at(-1)
    return id
  }

  /** The event that says that a call threw instead of asking. */
  #takeThrown(ops: CallOps, id: number): TapeEvent | null {
    const next = this.#cursor.peek()
    if (!next?.threw || next.op.name !== ops.ask.name || next.target !== id) return null
    this.#advance()
    return next
  }

  /** Settles a call with its recorded completion: when the tape comes by it, or now where it came early. */
  #settleWith(call: PendingCall, id: number, early: TapeEvent | null): void {
    const run = (event: TapeEvent): void => {
      call.scope.runInAsyncScope(call.settle, undefined, ...event.fields.slice(1))
    }
    if (early === null) this.#calls.set(id, call)
    else if (early.fields[0] === AT_ONCE) run(early)
    else originalNextTick(run, early)
  }

  /** Runs code of the program that is called back from inside an original. */
  #within(run: () => void): void {
    const { inside } = this
    this.inside = 0
    try {
      run()
    } finally {
      this.inside = inside
    }
  }

  /** The completion of a call that came before the turn was over, taken off the tape. */
  #early(ops: CallOps, id: number): TapeEvent | null {
    for (let distance = 0; ; distance++) {
      const event = this.#cursor.peek(distance)
      if (!event) return null
      if (event.op.kind !== 'delivery') continue
      const isDone = event.op.name.endsWith('.done')
      if (isDone && event.op.name === ops.done.name && event.target === id) {
        if (event.fields[0] === LATER) return null
        const taken = this.#cursor.take(distance)
        this.#schedule()
        return taken
      }
      if (!isDone || event.fields[0] === LATER) return null
    }
  }

  /** @param live - what answers a read that a lenient replay lets pass */
  #take(op: Op, target: number, asked: readonly unknown[], live: (() => unknown) | null = null): TapeEvent {
    const { lenient, endsWithExit } = this.#options
    if (lenient) this.#passMissing((event) => isSame(event, op, target, asked))
    const next = this.#cursor.peek()
    if (next !== null && isSame(next, op, target, asked)) {
      this.#advance()
      if (lenient) this.leniency.note(next)
      return next
    }
    if (next === null && !endsWithExit) this.#options.onCutOff()
    const made = lenient ? this.leniency.forgive(op, target, asked, next?.time ?? 0, live) : null
    if (made) return made
    return this.diverge(next ? divergenceBetween(op, target, next) : 'DIVERGED_EXTRA', action(op, target, asked))
  }

  /** Takes off the reads that the program no longer makes, where what it asks for stands right behind them. */
  #passMissing(isAsked: (event: TapeEvent) => boolean): void {
    for (let missing = this.leniency.before(this.#cursor, isAsked); missing > 0; missing--) {
      this.leniency.pass(this.#cursor.peek() as TapeEvent)
      this.#advance()
    }
  }

  #advance(): void {
    this.#cursor.take()
    this.#schedule()
  }

  #result(event: TapeEvent): unknown {
    const last = event.fields.at(-1)
    if (event.threw) throw last
    return last
  }

  #schedule(): void {
    if (this.#scheduled || this.#finished) return
    this.#scheduled = true
    this.inside++
    originalSetImmediate(this.#turn)
    this.inside--
  }

  readonly #turn = (): void => {
    this.#scheduled = false
    if (this.#finished) return
    const next = this.#cursor.peek()
    if (next === null) {
      if (!this.#options.endsWithExit) this.#options.onCutOff()
      return
    }
    const delivery = next.op.kind === 'delivery' ? this.#target(next) : null
    if (!delivery) return this.#wait(next)
    this.#looks = 0
    this.#waited = 0
    this.#cursor.take()
    // The turn itself is ours, what it delivers reaches the program.
    const { inside } = this
    this.inside = 0
    try {
      delivery(next)
    } finally {
      this.inside = inside
      this.#schedule()
    }
  }

  /** How to make a delivery, or null as long as its target doesn't exist. */
  #target(event: TapeEvent): ((event: TapeEvent) => void) | null {
    const call = event.op.name.endsWith('.done') ? this.#calls.get(event.target) : undefined
    if (call) {
      if (call.working) return null
      return () => {
        this.#calls.delete(event.target)
        call.scope.runInAsyncScope(call.settle, undefined, ...(call.results ?? event.fields.slice(1)))
      }
    }
    const receiver = this.#receivers.get(event.op.name)
    if (!receiver?.ready(event.target, event.fields)) return null
    return () => receiver.deliver(event.target, event.fields)
  }

  /** Lets the real loop turn: an import or a threadpool job may be on its way. */
  #wait(next: TapeEvent): void {
    if (this.#waitingFor !== next.index) {
      this.#waitingFor = next.index
      this.#looks = 0
      this.#waited = 0
    }
    const now = elapsed()
    if (this.#looks++ > 0) this.#waited += Math.min(now - this.#lastLook, MAX_LOOK_MS)
    this.#lastLook = now
    // A read that the program may still come to make, unless it does nothing at all.
    if (this.#options.lenient && this.#looks > LENIENT_LOOKS && mayBeGone(next) && this.#working === 0 && !isBusy()) {
      this.leniency.pass(next)
      return this.#advance()
    }
    if (this.#waited > (this.#working > 0 || isBusy() ? BUSY_MS : IDLE_MS)) this.diverge('DIVERGED_IDLE', null)
    this.#scheduled = true
    this.inside++
    if (this.#looks < SPINS) originalSetImmediate(this.#turn)
    else originalSetTimeout(this.#turn, 1)
    this.inside--
  }
}

function isSame(event: TapeEvent, op: Op, target: number, asked: readonly unknown[]): boolean {
  return event.op.name === op.name && event.target === target && sameFields(op, asked, event.fields)
}

function action(op: Op, target: number, fields: readonly unknown[]): Action {
  return { name: op.name, kind: op.kind, target, fields, labels: op.labels }
}
