/**
 * Spies on functions while a replay is looked at: what each call of one gave is told to those who listen. A spy is a proxy, so
 * that it has the name and the properties of what it stands for, and changes neither its results nor when they come.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { types } from 'node:util'

/** What a call has given. */
export type Told = 'returned' | 'threw' | 'resolved' | 'rejected'

export type AnyFunction = (this: unknown, ...args: unknown[]) => unknown

type Tell = (how: Told, value: unknown) => void

export interface Listener {
  /** Whether the running code is such that its calls are told. */
  readonly isIts: () => boolean
  /**
   * A call of a function begins.
   *
   * @returns what is to be told what it gives: once, or never; null where it listens to that function no more
   */
  readonly begin: (its: object) => Tell | null
}

// The program may have its own.
const { apply } = Reflect
const { then } = Promise.prototype

export class Spies {
  readonly #spies = new WeakMap<object, AnyFunction>()
  readonly #originals = new WeakMap<object, AnyFunction>()
  readonly #listeners = new WeakMap<object, Listener[]>()
  /** Whose calls are in another one that is told already: where that is stood in for they are not made. */
  readonly #within = new AsyncLocalStorage<readonly Listener[]>()

  /** @returns what is to be called in its place */
  on(its: AnyFunction, listener: Listener): AnyFunction {
    const original = this.original(its) as AnyFunction
    this.#listeners.set(original, [...(this.#listeners.get(original) ?? []), listener])
    const spy = this.#spies.get(original) ?? this.#spyOn(original)
    this.#spies.set(original, spy)
    this.#originals.set(spy, original)
    return spy
  }

  /** What stands in the place of a value: its spy, or itself. */
  of<T>(value: T): T {
    return (this.#spies.get(value as object) as T | undefined) ?? value
  }

  /** What a spy stands for; any other value itself. */
  original<T>(value: T): T {
    return (this.#originals.get(value as object) as T | undefined) ?? value
  }

  #spyOn(original: AnyFunction): AnyFunction {
    return new Proxy(original, {
      apply: (_, self: unknown, args: unknown[]) => {
        const around = this.#within.getStore() ?? []
        const listeners = (this.#listeners.get(original) ?? []).filter((it) => !around.includes(it) && it.isIts())
        return listeners.length === 0 ? apply(original, self, args) : this.#call(original, self, args, listeners)
      },
    })
  }

  #call(original: AnyFunction, self: unknown, args: unknown[], listeners: readonly Listener[]): unknown {
    const told = listeners.map((listener) => this.#begin(original, listener))
    const tell: Tell = (how, value) => told.forEach((each) => each?.(how, value))
    const around = this.#within.getStore()
    // Not by `run`, whose frames would be on the stack.
    this.#within.enterWith([...(around ?? []), ...listeners])
    let result: unknown
    try {
      result = apply(original, self, args)
    } catch (error) {
      tell('threw', error)
      throw error
    } finally {
      this.#within.enterWith(around as readonly Listener[])
    }
    // What waits for it is told first, as it was before what waits can change it.
    if (isPlainPromise(result))
      void apply(then, result, [
        (value: unknown) => tell('resolved', value),
        (error: unknown) => tell('rejected', error),
      ])
    else tell('returned', result)
    return result
  }

  #begin(original: AnyFunction, listener: Listener): Tell | null {
    const tell = listener.begin(original)
    if (tell === null) {
      const others = this.#listeners.get(original)?.filter((it) => it !== listener) ?? []
      this.#listeners.set(original, others)
    }
    return tell
  }
}

/** Of another class, `then` may be the program's. */
function isPlainPromise(value: unknown): boolean {
  return (
    types.isPromise(value) && Object.getPrototypeOf(value) === Promise.prototype && !Object.hasOwn(value, 'constructor')
  )
}
