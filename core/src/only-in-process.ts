/**
 * What there is one of in a process, whichever copies of a module it has: a vm context has modules of its own, and a bundle
 * has too. Node's built-in modules are the same for all of them, and so it is kept at one of these.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

const place = AsyncLocalStorage as unknown as Record<symbol, unknown>

/** @param make - called by whoever comes first */
export function onlyInProcess<T>(name: string, make: () => T): T {
  const key = Symbol.for(`retrace.${name}`)
  if (!(key in place)) Object.defineProperty(place, key, { value: make() })
  return place[key] as T
}
