/**
 * The one instance of Retrace in this process. A vm context has modules of its own, but Node's built-in ones are the same
 * in all of them, and so are the boundaries: whoever came first stands there, and others use it.
 */
import { onlyInProcess } from '../only-in-process.ts'
import type { run } from '../serve/run.ts'
import type { serve } from '../serve/serve.ts'
import type { external, live } from './live.ts'
import type { configure, record } from './record.ts'

export interface Retrace {
  readonly record: typeof record
  readonly configure: typeof configure
  readonly live: typeof live
  readonly external: typeof external
  readonly serve: typeof serve
  readonly run: typeof run
}

/** The instance of this process: the given one, unless there is another. */
export function onlyInstance(own: Retrace, prepare: () => void): Retrace {
  return onlyInProcess('instance', () => {
    prepare()
    return own
  })
}
