/** The scopes that are being recorded or replayed now, and the one that code belongs to. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { Promises } from './promises.ts'
import type { Scope } from './scope.ts'

/** Of code that is kept out of every scope. */
const OUTSIDE: unique symbol = Symbol('outside')

/** Of all code that belongs to no other. */
let wholeProcess: Scope | null = null

const storage = new AsyncLocalStorage<Scope | typeof OUTSIDE | null>()
const active = new Set<Scope>()

/** The scope that the running code belongs to, by its async context. */
export function scopeOfCode(): Scope | null {
  const stored = storage.getStore()
  const scope = stored === undefined ? wholeProcess : stored
  return scope && scope !== OUTSIDE && scope.isActive ? scope : null
}

/** Whether the running code is kept out of every scope, and the connections that it uses with it. */
export function isOutside(): boolean {
  return storage.getStore() === OUTSIDE
}

/**
 * The scope on whose behalf a connection is used. Clients that queue requests lose the context of those who ask; where
 * only one scope is active, it is that one.
 */
export function scopeOfConnection(): Scope | null {
  const scope = scopeOfCode()
  if (scope || isOutside()) return scope
  for (const any of active) return any
  return null
}

/** What promises tell of the scopes that are active at the same time. */
export const promises: Promises = new Promises(scopeOfCode)

export function activeScopes(): ReadonlySet<Scope> {
  return active
}

/** From here on the caller's code belongs to the scope, and what it leads to. */
export function enter(scope: Scope): void {
  add(scope)
  storage.enterWith(scope)
}

/** From here on all code of this process belongs to the scope, whatever leads to it. */
export function enterProcess(scope: Scope): void {
  add(scope)
  wholeProcess = scope
}

/** Runs code of a scope; what is around it doesn't belong to it. */
export function runIn<T>(scope: Scope, run: () => T): T {
  add(scope)
  return storage.run(scope, run)
}

/** Runs code that belongs to no scope. */
export function runOutside<T>(run: () => T): T {
  return storage.run(null, run)
}

/** Runs code that is kept out of every scope, also where it uses a connection that one has. */
export function runLive<T>(run: () => T): T {
  return storage.run(OUTSIDE, run)
}

export function leave(scope: Scope): void {
  active.delete(scope)
  promises.watch(active.size > 1)
}

function add(scope: Scope): void {
  active.add(scope)
  promises.watch(active.size > 1)
}
