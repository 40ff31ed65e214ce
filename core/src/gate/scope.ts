/**
 * The async context in which a delivery reaches the program in replay: that of the call which asked for it.
 *
 * Natively an error that nobody catches is handled in the context it was thrown in (`process.on('uncaughtException')`
 * sees the store of `AsyncLocalStorage`, a domain its own errors), but `runInAsyncScope` leaves its context on the way
 * out. So the context of a failed delivery is kept, and entered again for the handlers.
 */
import { OriginalAsyncResource } from '../originals.ts'

let depth = 0
let failed: RetraceScope | null = null

class RetraceScope extends OriginalAsyncResource {
  override runInAsyncScope<This, Result>(
    fn: (this: This, ...args: never[]) => Result,
    thisArg?: This,
    ...args: unknown[]
  ): Result {
    let fine = false
    failed = null
    depth++
    // No `catch`: an error that is thrown again is shown with our line of source, not with the program's.
    try {
      const result = super.runInAsyncScope(fn as (this: This, ...args: unknown[]) => Result, thisArg, ...args)
      fine = true
      return result
    } finally {
      depth--
      if (!fine && depth === 0) keep(this)
    }
  }
}

function keep(scope: RetraceScope): void {
  failed = scope
}

/** Runs what handles an uncaught error, in the context of the delivery that threw it. */
export function inFailedScope<T>(handle: () => T): T {
  const scope = failed
  failed = null
  return scope ? scope.runInAsyncScope(handle) : handle()
}

// Under a name of its own, by which its frames are told from those of a program's resources.
export { RetraceScope as Scope }
