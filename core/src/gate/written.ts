/** The gate of files where code is verified: all stays live, and what is done to files is told. */
import type { Op } from '../tape/op.ts'
import type { CallOps } from './gate.ts'
import { runInside } from './inside.ts'
import { LiveGate } from './live.ts'

type Fields = readonly unknown[]

/** Begins to tell of a call; what comes of that is given the result, once it has not failed. Null of what is not looked at. */
export type Watch = (name: string, asked: Fields) => ((result: unknown) => void) | null

/** Functions of `fs` that are made of others are told once. */
export class WrittenGate extends LiveGate {
  readonly #watch: Watch

  constructor(watch: Watch) {
    super()
    this.#watch = watch
  }

  override exchange(op: Op, _target: number, asked: Fields, perform: () => Fields): Fields {
    const tell = this.#watch(op.name, asked)
    const made = runInside(this, perform)
    tell?.(made[0])
    return made
  }

  override call<R>(
    ops: CallOps,
    asked: Fields,
    settle: (...results: never[]) => void,
    start: (done: (...results: unknown[]) => void) => R,
  ): R | undefined {
    const tell = this.#watch(ops.ask.name, asked)
    const give = settle as (...results: unknown[]) => void
    if (!tell) return start(give)
    return runInside(this, () =>
      start((...packed) => {
        const [error, result] = (packed[0] ?? []) as Fields
        if (error == null) tell(result)
        this.within(() => give(...packed))
      }),
    )
  }

  override promise<T>(ops: CallOps, asked: Fields, start: () => Promise<T>): Promise<T> {
    const tell = this.#watch(ops.ask.name, asked)
    const made = runInside(this, start)
    // Who waits for it still gets the error.
    if (tell) void made.then(tell, () => {})
    return made
  }
}
