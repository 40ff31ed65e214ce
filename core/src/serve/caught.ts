/**
 * What a server has caught: it answers that it failed, and tells nobody outside of it why. Most of what fails in a server
 * rejects a promise, which the server handles then.
 */
import { createHook } from 'node:async_hooks'
import { inspect } from 'node:util'
import { isError } from '../api/blame.ts'
import { OriginalPromise } from '../originals.ts'
import { scopeOfCode } from '../scope/active.ts'

/** Sends a request; where it is answered with a failure, the scope has what was caught meanwhile. */
export async function noticing(request: () => Promise<Response>): Promise<Response> {
  const scope = scopeOfCode()
  if (!scope) return request()
  const caught = new Caught()
  try {
    const response = await request()
    if (response.status >= 500) scope.caught = await caught.last()
    return response
  } finally {
    caught.end()
  }
}

/** Watches the promises that are made from now on. */
class Caught {
  readonly #promises = new Map<number, object>()
  /** In the order in which they were settled. */
  readonly #settled: Promise<unknown>[] = []
  readonly #hook = createHook({
    init: (id, type, _, promise) => void (type === 'PROMISE' && this.#promises.set(id, promise)),
    promiseResolve: (id) => {
      const promise = this.#promises.get(id)
      this.#promises.delete(id)
      if (promise) this.#settled.push(promise as Promise<unknown>)
    },
  }).enable()

  end(): void {
    this.#hook.disable()
    this.#promises.clear()
  }

  /** The error with which a promise was rejected last; undefined where none was. */
  async last(): Promise<unknown> {
    // What rejected others too came by the first of them.
    const rejected = this.#settled.filter(isRejected)
    const errors = await OriginalPromise.all(
      rejected.map((promise) => promise.then(nothing, (error: unknown) => error)),
    )
    return errors.findLast(isError)
  }
}

/** It is handled already, or has been told of: a handler more changes nothing. */
function isRejected(promise: Promise<unknown>): boolean {
  return /\{\s*<rejected>/.test(inspect(promise, { depth: 0, customInspect: false, maxStringLength: 0 }))
}

function nothing(): undefined {
  return undefined
}
