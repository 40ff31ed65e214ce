/** A gate that lets everything through: what the gates of tests have in common. */
import type { Op } from '../tape/op.ts'
import type { Sent } from '../tape/sent.ts'
import type { CallOps, Gate, Receiver } from './gate.ts'
import { runInside } from './inside.ts'

type Settle = (...results: unknown[]) => void

export class LiveGate implements Gate {
  readonly mode: Gate['mode'] = 'mixed'
  inside = 0
  readonly receivers: Map<string, Receiver> = new Map()
  #ids = 3

  get performs(): boolean {
    return true
  }

  get open(): boolean {
    return this.inside === 0
  }

  get subject(): object {
    return this
  }

  nextId(): number {
    return this.#ids++
  }

  value<T>(_op: Op, original: (...args: never[]) => T, self: unknown, args: ArrayLike<unknown>): T {
    return Reflect.apply(original, self, args)
  }

  numbers(next: () => number): () => number {
    return next
  }

  read<T>(_op: Op, original: () => T): T {
    return original()
  }

  quiet<T>(_op: Op, _target: number, _normal: T, original: () => T): T {
    return original()
  }

  output<T>(_op: Op, _target: number, _fields: readonly unknown[], perform: () => T): T {
    return perform()
  }

  exchange(
    _op: Op,
    _target: number,
    _asked: readonly unknown[],
    perform: () => readonly unknown[],
  ): readonly unknown[] {
    return perform()
  }

  sent(_op: Op, _target: number, _sent: Sent, _encoding: BufferEncoding | undefined): void {
    // Of interest to few.
  }

  call<R>(
    _ops: CallOps,
    _asked: readonly unknown[],
    settle: (...results: never[]) => void,
    start: (done: Settle) => R,
  ): R | undefined {
    return start(settle as Settle)
  }

  background<R>(
    ops: CallOps,
    asked: readonly unknown[],
    settle: (...results: never[]) => void,
    start: (done: Settle) => R,
  ): R | undefined {
    return this.call(ops, asked, settle, start)
  }

  promise<T>(_ops: CallOps, _asked: readonly unknown[], start: () => Promise<T>): Promise<T> {
    return start()
  }

  delivery(_op: Op, _target: number, _a?: unknown): void {
    // It comes by itself.
  }

  receive(op: Op, receiver: Receiver): void {
    this.receivers.set(op.name, receiver)
  }

  note(_op: Op, _target: number, _fields: readonly unknown[]): void {
    // Nobody reads a tape.
  }

  taint(): void {
    // What isn't captured is live in a test.
  }

  standsIn(_target: number): boolean {
    return false
  }

  answers(_target: number): boolean {
    return false
  }

  withholds(_op: Op, _target: number, _status: number): boolean {
    return false
  }

  awaits(_op: Op, _target: number, _delay: number, _isIdle: () => boolean): boolean {
    return false
  }

  runLive<T>(run: () => T): T {
    return run()
  }

  /** Runs code of Retrace, of which nothing is recorded or replayed. */
  readonly aside = (run: () => void): void => runInside(this, run)

  /** Runs code of the program that is called back from inside of Retrace. */
  readonly within = (run: () => void): void => {
    const { inside } = this
    this.inside = 0
    try {
      run()
    } finally {
      this.inside = inside
    }
  }
}
