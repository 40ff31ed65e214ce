/**
 * Spies on functions while a replay is looked at: what each call of one gave is told to those who listen. A spy is a proxy, so
 * that it has the name and the properties of what it stands for, and changes neither its results nor when they come.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { types } from 'node:util'

/** What a call has given. */
export type Told = 'returned' | 'threw' | 'resolved' | 'rejected'

export type AnyFunction = (this: unknown, ...args: unknown[]) => unknown

/** Who is told of one call. */
export interface Telling {
  /** What it gives: once, or never. */
  readonly tell: (how: Told, value: unknown) => void
  /**
   * It calls a function that it was given.
   *
   * @param argument - which one of its arguments that is, from 0
   * @param isLate - whether it has returned before
   * @returns what is to be told what that call gives
   */
  readonly callBack: (
    argument: number,
    args: readonly unknown[],
    isLate: boolean,
  ) => (how: Told, value: unknown) => void
}

/** A call that has begun. */
interface Begun {
  readonly telling: readonly Telling[]
  /** In which calls it stands itself. */
  readonly around: readonly Listener[] | undefined
  isOver: boolean
}

export interface Listener {
  /** Whether the running code is such that its calls are told. */
  readonly isIts: () => boolean
  /**
   * A call of a function begins.
   *
   * @returns who is to be told of it; null where it listens to that function no more
   */
  readonly begin: (its: object) => Telling | null
}

// The program may have its own.
const { apply } = Reflect
const { then } = Promise.prototype

export class Spies {
  readonly #spies = new WeakMap<object, AnyFunction>()
  readonly #originals = new WeakMap<object, AnyFunction>()
  readonly #listeners = new WeakMap<object, Listener[]>()
  /** What stands in the place of functions that calls were given, and the last one of which each was. */
  readonly #backs = new WeakMap<object, { readonly its: AnyFunction; argument: number; of: Begun }>()
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
    const around = this.#within.getStore()
    const telling = listeners.flatMap((listener) => this.#begin(original, listener) ?? [])
    const begun: Begun = { telling, around, isOver: false }
    const tell: Telling['tell'] = (how, value) => telling.forEach((each) => each.tell(how, value))
    const given = args.map((arg, i) => (typeof arg === 'function' ? this.#back(arg as AnyFunction, i, begun) : arg))
    // Not by `run`, whose frames would be on the stack.
    this.#within.enterWith([...(around ?? []), ...listeners])
    let result: unknown
    try {
      result = apply(original, self, given)
    } catch (error) {
      tell('threw', error)
      throw error
    } finally {
      begun.isOver = true
      this.#within.enterWith(around as readonly Listener[])
    }
    tellOf(result, tell)
    return result
  }

  #begin(original: AnyFunction, listener: Listener): Telling | null {
    const telling = listener.begin(original)
    if (telling === null) {
      const others = this.#listeners.get(original)?.filter((it) => it !== listener) ?? []
      this.#listeners.set(original, others)
    }
    return telling
  }

  /** The same for each call, so that what was added by it can be removed by it. */
  #back(original: AnyFunction, argument: number, of: Begun): AnyFunction {
    if (of.telling.length === 0) return original
    const known = this.#backs.get(original)
    if (known) {
      Object.assign(known, { argument, of })
      return known.its
    }
    const its = new Proxy(original, {
      apply: (_, self: unknown, args: unknown[]) => this.#callBack(original, self, args),
    })
    this.#backs.set(original, { its, argument, of })
    this.#originals.set(its, this.original(original) as AnyFunction)
    return its
  }

  /** Its calls are those of who gave it away, and not of who was given it. */
  #callBack(original: AnyFunction, self: unknown, args: unknown[]): unknown {
    const { argument, of } = this.#backs.get(original) as { argument: number; of: Begun }
    const told = of.telling.map((each) => each.callBack(argument, args, of.isOver))
    const tell: Telling['tell'] = (how, value) => told.forEach((each) => each(how, value))
    const within = this.#within.getStore()
    this.#within.enterWith(of.around as readonly Listener[])
    let result: unknown
    try {
      result = apply(original, self, args)
    } catch (error) {
      tell('threw', error)
      throw error
    } finally {
      this.#within.enterWith(within as readonly Listener[])
    }
    tellOf(result, tell)
    return result
  }
}

/** What waits for it is told first, as it was before what waits can change it. */
function tellOf(result: unknown, tell: Telling['tell']): void {
  if (!isPlainPromise(result)) return tell('returned', result)
  void apply(then, result, [(value: unknown) => tell('resolved', value), (error: unknown) => tell('rejected', error)])
}

/** Of another class, `then` may be the program's. */
function isPlainPromise(value: unknown): boolean {
  return (
    types.isPromise(value) && Object.getPrototypeOf(value) === Promise.prototype && !Object.hasOwn(value, 'constructor')
  )
}
