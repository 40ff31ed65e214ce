/** The gate that records: it runs the originals and writes down what came of it. */
import {
  elapsed,
  originalClearTimeout,
  originalNextTick,
  originalSetTimeout,
  OriginalPromise,
  originalThen,
} from '../originals.ts'
import { defineOp, type Op } from '../tape/op.ts'
import type { Sent } from '../tape/sent.ts'
import type { TapeWriter } from '../tape/writer.ts'
import { runInside } from './inside.ts'
import { AT_ONCE, LATER, SAME_TURN, type CallOps, type Gate, type Receiver, type Shape } from './gate.ts'

/** How long events wait in memory. Twice that, where the program lets no timer fire: less than a second either way. */
const FLUSH_AFTER_MS = 400
/** How many events may pass before the age of the waiting ones is looked at. */
const CHECK_EVERY = 128

const opTaint = defineOp({ name: 'retrace.taint', kind: 'mark', fields: ['text', 'text'], labels: ['reason', 'where'] })

/** A promise to take a microtask from. */
const settled = OriginalPromise.resolve()

/** Something that the last event still lacks: known only once the original's caller has gone on. */
type Unsettled = () => void

type Settle = (...results: unknown[]) => void

/** Where a completion begins a turn: what is below it in a stack is another in replay (`boundary/stack-frames.ts`). */
function enter(settle: Settle, results: readonly unknown[]): void {
  settle(...results)
}

export class RecordGate implements Gate {
  readonly mode = 'record'
  readonly performs = true
  inside = 0
  readonly #tape: TapeWriter
  readonly #onFault: (fault: unknown) => void
  #recording = true
  /** 0 to 2 are the program's own streams. */
  #ids = 3
  /** Grows from one turn of the event loop to the next, as far as calls need to know it (`#probe`). */
  #turn = 0
  #probing = false
  /** Times are told from when the recording began. */
  #lastTime = Math.trunc(elapsed())
  #lastFlush = 0
  #sinceCheck = 0
  #timer: NodeJS.Timeout | null = null
  #unsettled: Unsettled | null = null
  /** The same for a write: its request knows whether it is still under way. */
  #request: { readonly async?: boolean } | null = null

  /**
   * @param tape - where events go
   * @param onFault - told once of a fault of the recorder; the program goes on without it
   */
  constructor(tape: TapeWriter, onFault: (fault: unknown) => void) {
    this.#tape = tape
    this.#onFault = onFault
  }

  get open(): boolean {
    return this.inside === 0 && this.#recording
  }

  get subject(): object {
    return this
  }

  standsIn(): boolean {
    return false
  }

  answers(): boolean {
    return false
  }

  withholds(): boolean {
    return false
  }

  awaits(): boolean {
    return false
  }

  runLive<T>(run: () => T): T {
    return runInside(this, run)
  }

  nextId(): number {
    return this.#ids++
  }

  value<T>(
    op: Op,
    original: (...args: never[]) => T,
    self: unknown,
    args: ArrayLike<unknown>,
    asked?: readonly unknown[],
  ): T {
    if (!this.open) return Reflect.apply(original, self, args)
    this.inside++
    let result: T
    try {
      result = Reflect.apply(original, self, args)
    } catch (error) {
      this.inside--
      this.#threw(op, -1, asked, error)
      throw error
    }
    this.inside--
    this.write(op, -1, asked, result, true)
    return result
  }

  numbers(next: () => number): () => number {
    return next
  }

  read<T>(op: Op, original: () => T): T {
    const result = original()
    if (this.inside === 0 && this.#recording) {
      try {
        this.#begin(op)
        this.#tape.field(op.fields[0] as 'value', result)
      } catch (fault) {
        this.#fault(fault)
      }
    }
    return result
  }

  quiet<T>(op: Op, target: number, normal: T, original: () => T, asked?: readonly unknown[]): T {
    const result = original()
    if (result !== normal && this.open) this.write(op, target, asked, result, true)
    return result
  }

  output<T>(op: Op, target: number, fields: readonly unknown[], perform: () => T): T {
    if (this.open) this.write(op, target, fields, undefined, false)
    return perform()
  }

  exchange(op: Op, target: number, asked: readonly unknown[], perform: () => readonly unknown[]): readonly unknown[] {
    this.inside++
    let answers: readonly unknown[]
    try {
      answers = perform()
    } catch (error) {
      this.inside--
      this.#threw(op, target, asked, error)
      throw error
    }
    this.inside--
    if (!this.#recording) return answers
    try {
      this.#begin(op)
      this.#fields(op, target, asked)
      for (let i = 0; i < answers.length; i++) {
        const type = op.fields[asked.length + i] as 'value'
        const answer = answers[i]
        if (typeof answer === 'function') this.#unsettled = () => this.#tape.field(type, answer())
        else this.#tape.field(type, answer)
      }
    } catch (fault) {
      this.#fault(fault)
    }
    return answers
  }

  sent(
    op: Op,
    target: number,
    sent: Sent,
    encoding: BufferEncoding | undefined,
    status: number,
    request: { readonly async?: boolean } | null,
    isAsync: number,
  ): void {
    if (!this.#recording) return
    try {
      this.#before()
      const tape = this.#tape
      tape.beginBytes(op, target, sent, encoding)
      tape.int(status)
      if (request) this.#request = request
      else tape.uint(isAsync)
    } catch (fault) {
      this.#fault(fault)
    }
  }

  call<R>(
    ops: CallOps,
    asked: readonly unknown[],
    settle: (...results: never[]) => void,
    start: (done: (...results: unknown[]) => void) => R,
  ): R | undefined {
    const id = this.nextId()
    const turn = this.#probe()
    let returned = false
    this.write(ops.ask, id, asked, undefined, false)
    const done = (...results: unknown[]): void => {
      const when = returned ? (this.#turn === turn ? SAME_TURN : LATER) : AT_ONCE
      const inside = this.inside
      this.inside = 0
      this.#done(ops.done, id, when, results)
      try {
        if (when === LATER) enter(settle as Settle, results)
        else (settle as Settle)(...results)
      } finally {
        this.inside = inside
      }
    }
    this.inside++
    try {
      return start(done)
    } catch (error) {
      this.inside--
      this.#threw(ops.ask, id, asked, error)
      this.inside++
      throw error
    } finally {
      this.inside--
      returned = true
    }
  }

  background<R>(
    ops: CallOps,
    asked: readonly unknown[],
    settle: (...results: never[]) => void,
    start: (done: (...results: unknown[]) => void) => R,
  ): R | undefined {
    return this.call(ops, asked, settle, start)
  }

  promise<T>(ops: CallOps, asked: readonly unknown[], start: () => Promise<T>, shape?: Shape<T>): Promise<T> {
    const id = this.nextId()
    const turn = this.#probe()
    this.write(ops.ask, id, asked, undefined, false)
    this.inside++
    let promise: Promise<T>
    try {
      promise = start()
    } catch (error) {
      this.inside--
      this.#threw(ops.ask, id, asked, error)
      throw error
    }
    this.inside--
    const done = (error: unknown, result: T | undefined): void => {
      const fields = shape ? shape.pack(result) : [result]
      this.#done(ops.done, id, this.#turn === turn ? SAME_TURN : LATER, [error, ...fields])
    }
    // The derived promise, since V8 follows it to the `await` for the stack of an error.
    return Reflect.apply(originalThen, promise, [
      (result: T) => {
        done(null, result)
        return result
      },
      (error: unknown) => {
        done(error, undefined)
        throw error
      },
    ]) as Promise<T>
  }

  delivery(op: Op, target: number, a?: unknown, b?: unknown, c?: unknown): void {
    this.#turn++
    if (!this.#recording) return
    try {
      this.#clock()
      const tape = this.#tape
      if (op.bytesOnly && typeof a !== 'function') {
        this.#before()
        return tape.beginBytes(op, target, a as Uint8Array)
      }
      this.#begin(op)
      if (op.target) tape.uint(target)
      const types = op.fields
      if (types.length > 0) {
        if (typeof a === 'function') this.#unsettled = () => tape.field(types[0] as 'value', a())
        else tape.field(types[0] as 'value', a)
      }
      if (types.length > 1) tape.field(types[1] as 'value', b)
      if (types.length > 2) tape.field(types[2] as 'value', c)
    } catch (fault) {
      this.#fault(fault)
    }
  }

  receive(_op: Op, _receiver: Receiver): void {
    // The outside calls in by itself.
  }

  note(op: Op, target: number, fields: readonly unknown[]): void {
    this.write(op, target, fields, undefined, false)
  }

  taint(reason: string): void {
    this.write(opTaint, -1, [reason, new Error(reason).stack ?? ''], undefined, false)
  }

  /** Writes an event: its target, the asked fields, and the result where there is one. */
  write(op: Op, target: number, asked: readonly unknown[] | undefined, result: unknown, hasResult: boolean): void {
    if (!this.#recording) return
    try {
      this.#begin(op)
      this.#fields(op, target, asked)
      if (hasResult) this.#tape.field(op.fields[asked?.length ?? 0] as 'value', result)
    } catch (fault) {
      this.#fault(fault)
    }
  }

  /** Writes what waits in memory. */
  flush(): void {
    if (!this.#recording) return
    try {
      this.#settle()
      this.#tape.flush()
      this.#lastFlush = elapsed()
    } catch (fault) {
      this.#fault(fault)
    }
  }

  /** Writes what waits and records nothing from here on. */
  stop(): void {
    this.flush()
    this.#recording = false
    if (this.#timer) originalClearTimeout(this.#timer)
  }

  #begin(op: Op): void {
    this.#before()
    this.#tape.begin(op)
  }

  /** What is due before each event. */
  #before(): void {
    if (this.#unsettled !== null || this.#request !== null) this.#settle()
    if (this.#timer === null) this.#arm()
    if (++this.#sinceCheck >= CHECK_EVERY) {
      this.#sinceCheck = 0
      this.#flushIfOld(elapsed())
    }
  }

  #threw(op: Op, target: number, asked: readonly unknown[] | undefined, error: unknown): void {
    if (!this.#recording) return
    try {
      this.#settle()
      this.#tape.beginThrew(op, target, asked?.length ?? 0)
      this.#values(op, asked)
      this.#tape.value(error)
    } catch (fault) {
      this.#fault(fault)
    }
  }

  #done(op: Op, id: number, when: number, results: readonly unknown[]): void {
    if (when === LATER) this.#turn++
    if (!this.#recording) return
    try {
      this.#clock()
      this.#begin(op)
      this.#tape.uint(id)
      this.#tape.uint(when)
      for (let i = 1; i < op.fields.length; i++) this.#tape.field(op.fields[i] as 'value', results[i - 1])
    } catch (fault) {
      this.#fault(fault)
    }
  }

  /**
   * Sees to it that the turn is counted on once this turn's ticks and microtasks are done: a tick that a microtask
   * asks for runs after all microtasks.
   */
  #probe(): number {
    if (!this.#probing) {
      this.#probing = true
      const end = (): void => {
        this.#probing = false
        this.#turn++
      }
      originalNextTick(() => void Reflect.apply(originalThen, settled, [() => originalNextTick(end)]))
    }
    return this.#turn
  }

  #fields(op: Op, target: number, fields: readonly unknown[] | undefined): void {
    if (op.target) this.#tape.uint(target)
    this.#values(op, fields)
  }

  #values(op: Op, fields: readonly unknown[] | undefined): void {
    if (fields) for (let i = 0; i < fields.length; i++) this.#tape.field(op.fields[i] as 'value', fields[i])
  }

  #settle(): void {
    const unsettled = this.#unsettled
    const request = this.#request
    this.#unsettled = null
    this.#request = null
    if (request) this.#tape.uint(request.async ? 1 : 0)
    else unsettled?.()
  }

  #clock(): void {
    const now = elapsed()
    const time = Math.trunc(now)
    if (time !== this.#lastTime) {
      this.#settle()
      this.#tape.clock(time - this.#lastTime)
      this.#lastTime = time
      this.#flushIfOld(now)
    }
  }

  #flushIfOld(now: number): void {
    if (now - this.#lastFlush > FLUSH_AFTER_MS * 2) {
      this.#tape.flush()
      this.#lastFlush = now
    }
  }

  #arm(): void {
    this.inside++
    this.#timer = originalSetTimeout(() => {
      this.#timer = null
      this.flush()
    }, FLUSH_AFTER_MS)
    this.#timer.unref()
    this.inside--
  }

  #fault(fault: unknown): void {
    if (!this.#recording) return
    this.#recording = false
    try {
      this.#tape.rollBack()
      this.#tape.flush()
    } catch {
      // What couldn't be written can't be kept; the fault is told below.
    }
    this.#onFault(fault)
  }
}
