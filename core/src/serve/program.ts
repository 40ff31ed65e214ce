/** A program that runs in a test: errors that nobody catches in its async context end it, and not the test runner. */
import { AsyncLocalStorage } from 'node:async_hooks'
import process from 'node:process'
import { globalOfRealm } from '../external/realm.ts'
import { OriginalPromise } from '../originals.ts'

type Fail = (error: unknown) => void
type Emit = (this: NodeJS.Process, name: string | symbol, ...args: unknown[]) => boolean

const contexts = new AsyncLocalStorage<Program>()
let isPatched = false
/** What a microtask has just thrown. */
let thrown: { readonly error: unknown; readonly program: Program } | undefined
const realms = new WeakSet<object>()

export class Program {
  readonly #underWay = new Set<Fail>()
  #hasEnded = false

  /**
   * Runs a part of the program, and what comes of it later.
   *
   * @returns what it gives; it fails by the first error of the program that nobody catches meanwhile, as all fails that
   * is under way in a process when that goes down
   */
  run<T>(part: () => Promise<T>): Promise<T> {
    patch()
    patchMicrotasks(globalOfRealm())
    return new OriginalPromise<T>((resolve, reject) => {
      this.#underWay.add(reject)
      const end = (): void => void this.#underWay.delete(reject)
      contexts.run(this, part).then(resolve, reject).finally(end)
    })
  }

  /** A process would be gone: what still fails in it fails nobody. */
  end(): void {
    this.#hasEnded = true
  }

  /** @returns whether that was the end of it; else it is for others */
  fail(error: unknown): boolean {
    for (const fail of this.#underWay) fail(error)
    return this.#hasEnded || this.#underWay.size > 0
  }
}

/**
 * Listeners can't keep an error from other listeners, those of a test runner among them. Others set `process.emit` too, and
 * set it back to what they have found (signal-exit does, in Jest): whatever it is set to, this comes before it.
 */
function patch(): void {
  if (isPatched) return
  isPatched = true
  let emit = before(process.emit as Emit)
  Object.defineProperty(process, 'emit', {
    configurable: true,
    get: () => emit,
    set: (other: Emit) => {
      emit = before(other)
    },
  })
}

function before(usual: Emit): Emit {
  return function emit(name, ...args) {
    const isUncaught = name === 'uncaughtException' || name === 'unhandledRejection'
    return (isUncaught && programOf(args[0])?.fail(args[0]) === true) || usual.call(this, name, ...args)
  }
}

function programOf(error: unknown): Program | undefined {
  const its = thrown?.error === error ? thrown?.program : undefined
  thrown = undefined
  return contexts.getStore() ?? its
}

/** Up to Node 22 there is no context any more when it is told what a callback of `queueMicrotask` has thrown. */
function patchMicrotasks(realm: typeof globalThis): void {
  if (realms.has(realm)) return
  realms.add(realm)
  const usual = realm.queueMicrotask
  realm.queueMicrotask = function queueMicrotask(callback): void {
    const program = contexts.getStore()
    // What is no function is refused as ever.
    if (!program || typeof callback !== 'function') return usual(callback)
    usual(() => {
      try {
        callback()
      } catch (error) {
        thrown = { error, program }
        throw error
      }
    })
  }
}
