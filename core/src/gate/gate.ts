/**
 * What a boundary talks to. A boundary is written once against this interface; the gate decides whether the outside
 * world is really asked (recording) or the tape answers (strict replay).
 */
import type { FieldType, Op } from '../tape/op.ts'
import { defineOp } from '../tape/op.ts'
import type { Sent } from '../tape/sent.ts'

/** A call and its completion. */
export interface CallOps {
  readonly ask: Op
  readonly done: Op
}

/** When a completion came: in a later turn of the event loop, later in the same turn, or before the call returned. */
export const LATER = 0
export const SAME_TURN = 1
export const AT_ONCE = 2

/**
 * Declares a call: what is asked, and what its completion brings.
 *
 * The completion is written as an event `NAME.done` whose first field is one of LATER, SAME_TURN, AT_ONCE.
 */
export function defineCall(
  name: string,
  asked: readonly FieldType[],
  brings: readonly FieldType[],
  labels: readonly string[] = [],
): CallOps {
  return {
    ask: defineOp({ name, kind: 'call', target: true, fields: asked, labels }),
    done: defineOp({ name: `${name}.done`, kind: 'delivery', target: true, fields: ['uint', ...brings] }),
  }
}

/** How deliveries of one operation reach the program in replay. */
export interface Receiver {
  /** Whether what the delivery is meant for exists yet. */
  ready(target: number, fields: readonly unknown[]): boolean
  deliver(target: number, fields: readonly unknown[]): void
  /** Leaves to the outside again what a gate has promised to deliver: nobody will. */
  release?(target: number): void
}

/** How a result is taken apart into fields, and put together again. `pack` is given `undefined` where there is an error. */
export interface Shape<T> {
  pack(result: T | undefined): readonly unknown[]
  unpack(fields: readonly unknown[]): T
}

export interface Gate {
  /** `mixed`: what is recorded and what is replayed goes by whose doing it is. */
  readonly mode: 'record' | 'replay' | 'mixed'
  /** Whether originals are run for the program: true while recording, false in replay. */
  readonly performs: boolean
  /**
   * Above 0 while code runs that isn't the program's: a module loader, the engine, the inside of an original. What it
   * does is neither recorded nor replayed; what it creates stays live for good.
   */
  inside: number
  /** Whether the program's own code is running and is being recorded or replayed. */
  readonly open: boolean
  /** Stands for what is recorded or replayed as one: a process, a test. */
  readonly subject: object

  /** A new number for a handle, a timer or a call: the same in replay, since the program asks in the same order. */
  nextId(): number

  /** A synchronous result. `asked` are the leading fields of `op`; the result is its last field. */
  value<T>(
    op: Op,
    original: (...args: never[]) => T,
    self: unknown,
    args: ArrayLike<unknown>,
    asked?: readonly unknown[],
  ): T

  /** A synchronous result with no arguments that is read often: one field, nothing nested. */
  read<T>(op: Op, original: () => T): T

  /** What gives the program its numbers, out of a generator that a recorded seed has begun. */
  numbers(next: () => number): () => number

  /** Like `value` for a target, but an answer that is `normal` leaves no trace on the tape. */
  quiet<T>(op: Op, target: number, normal: T, original: () => T, asked?: readonly unknown[]): T

  /** Something sent out: compared in replay, and only performed while recording. Returns what `perform` returns. */
  output<T>(op: Op, target: number, fields: readonly unknown[], perform: () => T, inReplay: () => T): T

  /**
   * Something sent out that is answered at once: `asked` are the leading fields of `op`, what `perform` gives are the
   * rest. A last answer that is only known later in the turn may be a function, called when it is needed.
   */
  exchange(op: Op, target: number, asked: readonly unknown[], perform: () => readonly unknown[]): readonly unknown[]

  /**
   * Notes bytes that the boundary has sent out itself; only while recording. `op` has a target and three fields: the
   * bytes, a status, and whether they are still on their way (0 or 1), which `request.async` says once this turn's code
   * has gone on, or `isAsync` where there is no request.
   */
  sent(
    op: Op,
    target: number,
    sent: Sent,
    encoding: BufferEncoding | undefined,
    status: number,
    request: { readonly async?: boolean } | null,
    isAsync: number,
  ): void

  /**
   * Something asked now and answered later. While recording, `start` asks the original and passes `done` as its
   * callback; in replay `start` isn't run. Either way `settle` gets the results, in the async context of the call.
   */
  call<R>(
    ops: CallOps,
    asked: readonly unknown[],
    settle: (...results: never[]) => void,
    start: (done: (...results: unknown[]) => void) => R,
  ): R | undefined

  /**
   * Like `call` for work that this process does by itself (a threadpool job, a compilation): `start` is run in replay
   * too, and the completion waits there for both, its place in the order and its result. Where `ops.done` brings
   * values (`['uint', 'value']`: whether it failed, and the outcome) the work isn't deterministic: in replay the
   * outcome is the recorded one, and `start` is run only to fail as it did.
   */
  background<R>(
    ops: CallOps,
    asked: readonly unknown[],
    settle: (...results: never[]) => void,
    start: (done: (...results: unknown[]) => void) => R,
  ): R | undefined

  /**
   * Like `call` for an original that returns a promise. `brings` of the ops must be `'value'`, the error (or null), and
   * the fields of the result: `['value']`, or those that `shape` makes.
   */
  promise<T>(ops: CallOps, asked: readonly unknown[], start: () => Promise<T>, shape?: Shape<T>): Promise<T>

  /**
   * Notes that the outside calls in now. A single field may be a function, called when the field is needed. Only while
   * recording; in replay the receiver of `op` is called instead.
   */
  delivery(op: Op, target: number, a?: unknown, b?: unknown, c?: unknown): void

  /** Whether nothing is behind a handle: what it is asked, the gate answers. */
  standsIn(target: number): boolean

  /** Whether what is written to a handle now is for the gate to answer, also where something is behind it. */
  answers(target: number): boolean

  /** Whether the program isn't to hear of a delivery, since the gate goes on in its place. Only while originals are run. */
  withholds(op: Op, target: number, status: number): boolean

  /**
   * Says that the outside makes a delivery by itself after so many milliseconds, or would; `isIdle` says whether nothing
   * waits for it.
   *
   * @returns whether it comes when the gate says; else it comes by itself
   */
  awaits(op: Op, target: number, delay: number, isIdle: () => boolean): boolean

  /** Runs what is called back for code that isn't the program's. */
  runLive<T>(run: () => T): T

  /** Says how deliveries of `op` reach the program in replay. */
  receive(op: Op, receiver: Receiver): void

  /** Leaves a note for those who read the tape (an operation of kind `mark`); a replay passes over it. */
  note(op: Op, target: number, fields: readonly unknown[]): void

  /** Notes that the program reached something that can't be replayed. */
  taint(reason: string): void
}
