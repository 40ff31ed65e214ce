/** How functions of `crypto` are wrapped: those that are random, and those whose work is only ordered. */
import { defineCall, type CallOps, type Gate } from '../../gate/gate.ts'
import { defineOp, type FieldType, type Op } from '../../tape/op.ts'
import { pack, unpack } from './results.ts'

export type AnyFn = (this: unknown, ...args: unknown[]) => unknown

/** Declares a synchronous result. */
export const valueOp = (name: string, field: FieldType = 'value'): Op =>
  defineOp({ name: `crypto.${name}`, kind: 'value', fields: [field] })

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

/** What the tape keeps of a result of a function, given the arguments of the call. */
export interface Kept {
  readonly field: FieldType
  keep(made: unknown, args: readonly unknown[]): unknown
  restore(kept: unknown, args: readonly unknown[]): unknown
}

const ANYTHING: Kept = { field: 'value', keep: pack, restore: unpack }

/** Stands for a job of Node's, whose class a stack names. */
const namesake = (name: string): object => ({ [Symbol.toStringTag]: name })

/** The tape keeps the result itself. */
export const asIs = (value: unknown): unknown => value

/** Wraps a function that gives a random result at once, or to a callback as its last argument. */
export function random(gate: Gate, name: string, original: AnyFn, kept: Kept = ANYTHING): AnyFn {
  const op = valueOp(name, kept.field)
  const ops = randomCall(`${name}Async`)
  return function (this: unknown, ...args: unknown[]) {
    if (!gate.open) return Reflect.apply(original, this, args)
    const at = callbackAt(args)
    if (at < 0) {
      // Recorded as it is: an identifier, a number, bytes.
      if (gate.performs && kept.keep === asIs) return gate.value(op, original, this, args)
      return randomValue(
        gate,
        op,
        () => Reflect.apply(original, this, args),
        (made) => kept.keep(made, args),
        (it) => kept.restore(it, args),
      )
    }
    const callback = args[at] as AnyFn
    let saved: { readonly self: unknown; readonly given: unknown[] } | undefined
    return gate.background(
      ops,
      [],
      (failed: number, outcome: unknown) => {
        if (saved) return Reflect.apply(callback, saved.self, saved.given)
        if (failed) return callback(outcome)
        const [error, results, self] = outcome as [unknown, unknown[], string | undefined]
        const restored = results.map((it) => kept.restore(it, args))
        return Reflect.apply(callback, self === undefined ? undefined : namesake(self), [error, ...restored])
      },
      (done) =>
        Reflect.apply(
          original,
          this,
          args.with(at, function (this: object | undefined, ...given: unknown[]) {
            saved = { self: this, given }
            const [error, ...results] = given
            if (error) done(1, error)
            else done(0, [error, results.map((it) => kept.keep(it, args)), this?.constructor.name])
          }),
        ),
    )
  }
}

function callbackAt(args: readonly unknown[]): number {
  return args.findLastIndex((arg) => typeof arg === 'function')
}
