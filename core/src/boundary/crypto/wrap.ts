/** How functions of `crypto` are wrapped: those that are random, and those whose work is only ordered. */
import { backgroundPromise } from '../../gate/background.ts'
import { defineCall, type CallOps, type Gate } from '../../gate/gate.ts'
import { defineOp, type Op } from '../../tape/op.ts'
import { pack, unpack } from './results.ts'

export type AnyFn = (this: unknown, ...args: unknown[]) => unknown

/** Declares a synchronous result. */
export const valueOp = (name: string): Op => defineOp({ name: `crypto.${name}`, kind: 'value', fields: ['value'] })

/** Declares work whose outcome is random. */
export const randomCall = (name: string): CallOps => defineCall(`crypto.${name}`, [], ['uint', 'value'])

/** Declares work that is computed again. */
export const orderedCall = (name: string): CallOps => defineCall(`crypto.${name}`, [], [])

/**
 * A synchronous result that is random: `keep` is what the tape keeps of it, `restore` makes the result of that.
 */
export function randomValue(
  gate: Gate,
  op: Op,
  original: () => unknown,
  keep: (made: unknown) => unknown = pack,
  restore: (kept: unknown) => unknown = unpack,
): unknown {
  let made: { readonly result: unknown } | undefined
  const make = (): unknown => {
    made = { result: original() }
    return keep(made.result)
  }
  const take = (): unknown => gate.value(op, make, undefined, [])
  const kept = gate.performs ? take() : failAgain(gate, take, original)
  return made ? made.result : restore(kept)
}

/** Failing isn't random: where the recorded call failed, Node says so itself, by an error of the very same class. */
function failAgain(gate: Gate, take: () => unknown, original: () => unknown): unknown {
  try {
    return take()
  } catch (recorded) {
    gate.inside++
    try {
      original()
    } catch (error) {
      if (error instanceof Error && recorded instanceof Error) hideStack(error, recorded.stack ?? '')
      throw error
    } finally {
      gate.inside--
    }
    throw recorded
  }
}

function hideStack(error: Error, stack: string): void {
  Object.defineProperty(error, 'stack', { value: stack, writable: true, configurable: true })
}

/** Wraps a function with a callback as its last argument, whose work is computed again. */
export function ordered(gate: Gate, name: string, original: AnyFn): AnyFn {
  const ops = orderedCall(name)
  return function (this: unknown, ...args: unknown[]) {
    const at = callbackAt(args)
    if (!gate.open || at < 0) return Reflect.apply(original, this, args)
    const callback = args[at] as AnyFn
    return gate.background(
      ops,
      [],
      (self: unknown, given: unknown[]) => Reflect.apply(callback, self, given),
      (done) =>
        Reflect.apply(
          original,
          this,
          args.with(at, function (this: unknown, ...given: unknown[]) {
            done(this, given)
          }),
        ),
    )
  }
}

/**
 * Wraps a function that gives a random result at once, or to a callback as its last argument.
 *
 * @param keep - what the tape keeps of the results that follow the error
 * @param restore - makes the results of that
 */
export function random(
  gate: Gate,
  name: string,
  original: AnyFn,
  keep: (args: unknown[]) => (results: unknown) => unknown = () => pack,
  restore: (args: unknown[]) => (kept: unknown) => unknown = () => unpack,
): AnyFn {
  const op = valueOp(name)
  const ops = randomCall(`${name}Async`)
  return function (this: unknown, ...args: unknown[]) {
    if (!gate.open) return Reflect.apply(original, this, args)
    const at = callbackAt(args)
    const make = (): unknown => Reflect.apply(original, this, args)
    if (at < 0) {
      return randomValue(
        gate,
        op,
        make,
        (made) => keep(args)([made]),
        (kept) => (restore(args)(kept) as unknown[])[0],
      )
    }
    const callback = args[at] as AnyFn
    let saved: { readonly self: unknown; readonly given: unknown[] } | undefined
    return gate.background(
      ops,
      [],
      (failed: number, kept: unknown) => {
        if (saved) return Reflect.apply(callback, saved.self, saved.given)
        if (failed) return callback(kept)
        const [error, results] = kept as [unknown, unknown]
        return callback(error, ...(restore(args)(results) as unknown[]))
      },
      (done) =>
        Reflect.apply(
          original,
          this,
          args.with(at, function (this: unknown, ...given: unknown[]) {
            saved = { self: this, given }
            const [error, ...results] = given
            if (error) done(1, error)
            else done(0, [error, keep(args)(results)])
          }),
        ),
    )
  }
}

/** Wraps a function that gives a promise of a random result. */
export function randomPromise(gate: Gate, ops: CallOps, start: () => Promise<unknown>): Promise<unknown> {
  return backgroundPromise(gate, ops, [], start, pack, unpack)
}

function callbackAt(args: readonly unknown[]): number {
  return args.findLastIndex((arg) => typeof arg === 'function')
}
