/**
 * What promises tell of scopes that run at the same time. A client that queues requests sends them in whatever async
 * context comes by; but the promise that an answer settles was made by the one who asked, and who has made no promise
 * for the longest time has been waiting the longest.
 *
 * Watching promises costs something, so it is done only while several scopes are active.
 */
import { createHook, type AsyncHook } from 'node:async_hooks'
import { callSites } from '../call-sites.ts'
import { isOwnFile } from '../code-folder.ts'
import { originalNextTick, originalSetImmediate } from '../originals.ts'
import type { Scope } from './scope.ts'

/** Something that a scope is sought for: the one whose promise is settled next. */
type Claim = (owner: Scope | null) => void

/** Frames that are looked at for one of the user's. */
const FRAMES = 30
const NOT_THE_USERS = /^node:|[\\/]node_modules[\\/]/

/** Whether code of the user's is among what is running. */
function isCalledByUser(): boolean {
  return callSites(FRAMES).some((frame) => {
    const file = frame.getFileName()
    return typeof file === 'string' && !NOT_THE_USERS.test(file) && !isOwnFile(file)
  })
}

export class Promises {
  readonly #scopeOfCode: () => Scope | null
  readonly #makers = new Map<number, Scope>()
  readonly #lastMade = new Map<Scope, number>()
  readonly #claims: Claim[] = []
  /** Whose promises have been resolved while the program is told; null while it isn't. */
  #resolved: Scope[] | null = null
  /** Whether a connection is being given something at this moment. */
  isDelivering = false
  #made = 0
  #hook: AsyncHook | null = null

  constructor(scopeOfCode: () => Scope | null) {
    this.#scopeOfCode = scopeOfCode
  }

  get isWatching(): boolean {
    return this.#hook !== null
  }

  watch(isWanted: boolean): void {
    if (isWanted === this.isWatching) return
    if (isWanted) {
      this.#hook = createHook({ init: this.#init, promiseResolve: this.#resolve }).enable()
      return
    }
    this.#hook?.disable()
    this.#hook = null
    this.#makers.clear()
    this.#lastMade.clear()
  }

  /** Seeks the scope of an answer that the program is about to be given; null where no promise tells. */
  claim(claim: Claim): void {
    if (this.#claims.length === 0) originalSetImmediate(this.#giveUp)
    this.#claims.push(claim)
    if (this.#resolved) return
    this.#resolved = []
    originalNextTick(this.#told)
  }

  /**
   * Runs what gives a connection something: promises that are made by this, in whatever context the connection has, tell
   * nothing.
   */
  delivering<T>(run: () => T): T {
    const { isDelivering } = this
    this.isDelivering = true
    try {
      return run()
    } finally {
      // What is given to one connection may give something to another.
      this.isDelivering = isDelivering
    }
  }

  /** Of two scopes, below 0 where the first one has been waiting for longer. */
  compareWaiting(a: Scope, b: Scope): number {
    return (this.#lastMade.get(a) ?? 0) - (this.#lastMade.get(b) ?? 0)
  }

  readonly #init = (id: number, type: string): void => {
    if (type !== 'PROMISE') return
    const scope = this.#scopeOfCode()
    if (!scope) return
    this.#makers.set(id, scope)
    // It is the last one already: only the order of scopes counts, and to look at the stack takes long.
    if (this.#lastMade.get(scope) === this.#made) return
    // What a library goes on with by itself says nothing of what the test waits for.
    if (!this.isDelivering && isCalledByUser()) this.#lastMade.set(scope, ++this.#made)
  }

  readonly #resolve = (id: number): void => {
    const scope = this.#makers.get(id)
    this.#makers.delete(id)
    if (this.#claims.length === 0 || !scope?.isActive) return
    if (this.#resolved) this.#resolved.push(scope)
    else this.#claims.shift()?.(scope)
  }

  /**
   * The program has been told, as far as that is done at once. A pool that gets a client back hands it to the next one who
   * waits for it, and only then tells what was answered: so it is the last that were meant.
   */
  readonly #told = (): void => {
    const resolved = this.#resolved ?? []
    this.#resolved = null
    for (const scope of resolved.slice(-this.#claims.length)) this.#claims.shift()?.(scope)
  }

  readonly #giveUp = (): void => {
    for (const claim of this.#claims.splice(0)) claim(null)
  }
}
