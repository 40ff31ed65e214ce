/**
 * Stands before an object, so that calls of it can be recorded and answered: its methods, those of the objects in it, and
 * those of instances of a class.
 */
import * as types from 'node:util/types'
import { OriginalWeakMap } from '../originals.ts'
import { runLive } from '../scope/active.ts'
import { callExternal } from './calls.ts'

interface Place {
  readonly name: string
  /** What was given to `retrace.external()`. */
  readonly object: object
  /** The name, and how it is reached from there. */
  readonly path: string
  /** The object whose method it is. */
  readonly owner: unknown
  /** Whether a class is not to be instantiated now, as long as nothing is really asked of the instance. */
  readonly isReplayed: () => boolean
}

type Callable = (...args: unknown[]) => unknown

/**
 * @param name - by which fixtures know it
 * @param isReplayed - whether a class that is instantiated now will be answered for
 */
export function wrapExternal<T extends object>(name: string, object: T, isReplayed: () => boolean): T {
  return wrap(object, { name, object, path: name, owner: undefined, isReplayed }) as T
}

function wrap(target: object, place: Place): object {
  /** The same method is the same function each time. */
  const members = new Map<string, readonly [value: unknown, wrapped: object]>()
  return new Proxy(target, {
    get(_target, key) {
      // Private fields are the object's own.
      const value = Reflect.get(target, key, target) as unknown
      if (typeof key === 'symbol' || key === 'constructor' || key === 'prototype') return value
      if (!isNamespace(value) || isFixed(target, key)) return value
      const known = members.get(key)
      if (known?.[0] === value) return known[1]
      const wrapped = wrap(value, { ...place, path: `${place.path}.${key}`, owner: target })
      members.set(key, [value, wrapped])
      return wrapped
    },
    set: (_target, key, value) => Reflect.set(target, key, value, target),
    apply(_target, self, args: unknown[]) {
      const { name, object, path: what, owner = self } = place
      return callExternal({
        name,
        object,
        what,
        args,
        run: () => Reflect.apply(target as Callable, owner, args) as unknown,
      })
    },
    construct(_target, args: unknown[]) {
      const make = (): object => runLive(() => Reflect.construct(target as new () => object, args) as object)
      if (!place.isReplayed()) return wrap(make(), place)
      let made: object | null = null
      return phantom(place, () => (made ??= make()), null, (target as { prototype: object }).prototype)
    },
  })
}

/**
 * Stands for an instance that isn't made, since making it may need a key or a connection: whatever is looked for on it may
 * be a method, which a fixture answers. It is made once one is really called.
 */
function phantom(place: Place, real: () => unknown, owner: (() => unknown) | null, prototype: object | null): object {
  const { name, object, path: what } = place
  const members = new Map<string, object>()
  return new Proxy(function () {} as object, {
    get(_target, key) {
      if (typeof key === 'symbol' || key === 'then' || key === 'constructor')
        return prototype ? (Reflect.get(prototype, key) as unknown) : undefined
      const get = (): unknown => (real() as Record<string, unknown>)[key]
      const known = members.get(key) ?? phantom({ ...place, path: `${what}.${key}` }, get, real, null)
      members.set(key, known)
      return known
    },
    getPrototypeOf: () => prototype,
    apply: (_target, _self, args: unknown[]) =>
      callExternal({
        name,
        object,
        what,
        args,
        run: () => Reflect.apply(real() as Callable, owner?.(), args) as unknown,
      }),
  })
}

const namespaces = new OriginalWeakMap<object, boolean>()

/** Whether something can be called on a value: a function, or an object that has some, and is no plain data. */
function isNamespace(value: unknown): value is object {
  if (typeof value === 'function') return true
  if (typeof value !== 'object' || value === null) return false
  const known = namespaces.get(value)
  if (known !== undefined) return known
  // Objects may lie in each other.
  namespaces.set(value, false)
  const is = !isData(value) && hasMethods(value)
  namespaces.set(value, is)
  return is
}

function isData(value: object): boolean {
  return (
    Array.isArray(value) ||
    ArrayBuffer.isView(value) ||
    types.isAnyArrayBuffer(value) ||
    types.isDate(value) ||
    types.isMap(value) ||
    types.isSet(value) ||
    types.isRegExp(value) ||
    types.isPromise(value) ||
    types.isNativeError(value) ||
    value instanceof URL
  )
}

function hasMethods(value: object): boolean {
  for (let at: object | null = value; at; at = Object.getPrototypeOf(at) as object | null) {
    // Of whatever realm: that of plain objects.
    if (Object.getPrototypeOf(at) === null && at !== value) return false
    for (const [key, { value: its }] of Object.entries(Object.getOwnPropertyDescriptors(at)))
      if (key !== 'constructor' && isNamespace(its)) return true
  }
  return false
}

/** What a proxy may not give otherwise. */
function isFixed(target: object, key: string): boolean {
  const own = Object.getOwnPropertyDescriptor(target, key)
  return own !== undefined && !own.configurable && own.writable === false
}
