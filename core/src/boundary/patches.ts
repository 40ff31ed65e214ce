/** The one place that patches: keeps each original descriptor, refuses a second patch of a key, undoes in reverse. */
import { RetraceError } from '../errors.ts'
import { onlyInProcess } from '../only-in-process.ts'

interface Patch {
  readonly target: object
  readonly key: PropertyKey
  readonly before: PropertyDescriptor | undefined
}

type Owners = WeakMap<object, Map<PropertyKey, string>>

/** The recorder has a copy of this module, and so have its tests. */
const owners = onlyInProcess('patched', (): Owners => new WeakMap())

export class Patches {
  readonly #made: Patch[] = []

  /**
   * Replaces a property, and keeps its enumerability and configurability.
   *
   * @throws RetraceError `PATCH_TWICE`
   */
  property(owner: string, target: object, key: PropertyKey, descriptor: PropertyDescriptor): void {
    const keys = owners.get(target) ?? new Map<PropertyKey, string>()
    const other = keys.get(key)
    if (other !== undefined) throw new RetraceError('PATCH_TWICE', { what: String(key), owner: other })
    owners.set(target, keys.set(key, owner))
    const before = Object.getOwnPropertyDescriptor(target, key)
    this.#made.push({ target, key, before })
    const full = { configurable: true, enumerable: before?.enumerable ?? false, ...descriptor }
    Object.defineProperty(target, key, full)
    if (!('value' in full) || Object.is(Reflect.get(target, key), full.value)) return
    // `process.ppid` of Node 20 and 22 is native behind a descriptor that says otherwise, and stays so until it is gone.
    Reflect.deleteProperty(target, key)
    Object.defineProperty(target, key, full)
  }

  /**
   * Replaces a method by what `wrap` makes of the original; name, length and own properties (such as
   * `util.promisify.custom`) are carried over. A method that this Node doesn't have is passed over.
   */
  method<T extends object>(owner: string, target: T, key: keyof T, wrap: (original: never) => unknown): void {
    const original = target[key] as unknown
    if (typeof original !== 'function') return
    const wrapped = wrap(original as never) as (...args: never[]) => unknown
    if (wrapped === (original as unknown)) return
    disguise(wrapped, original as (...args: never[]) => unknown)
    const before = Object.getOwnPropertyDescriptor(target, key)
    this.property(owner, target, key, { value: wrapped, writable: before?.writable ?? true })
  }

  /** Takes all patches back. */
  undo(): void {
    for (const { target, key, before } of this.#made.reverse()) {
      owners.get(target)?.delete(key)
      if (before) Object.defineProperty(target, key, before)
      else Reflect.deleteProperty(target, key)
    }
    this.#made.length = 0
  }
}

/** Gives a wrapper the name, length and own properties of what it wraps. */
export function disguise(wrapper: object, original: object): void {
  for (const key of Reflect.ownKeys(original)) {
    if (key === 'prototype' && !isConstructor(wrapper)) continue
    const descriptor = Object.getOwnPropertyDescriptor(original, key) as PropertyDescriptor
    const own = Object.getOwnPropertyDescriptor(wrapper, key)
    if (own && !own.configurable && !own.writable) continue
    if (own && !own.configurable) Reflect.set(wrapper, key, descriptor.value)
    else Object.defineProperty(wrapper, key, descriptor)
  }
}

/** A function that prints as V8's own do (`[native code]`), and is as quick; it is called without a receiver. */
export function nativeLooking<Fn extends (...args: never[]) => unknown>(fn: Fn): Fn {
  return fn.bind(undefined) as Fn
}

function isConstructor(value: object): boolean {
  return Object.hasOwn(value, 'prototype')
}
