/** Notes that the recorder leaves on the tape for whoever finishes the folder. A replay passes over them. */
import { defineOp, type Op } from '../tape/op.ts'
import type { RecordedError } from './manifest.ts'

/** An error that nobody has caught, before Node prints it. */
export const opUncaught: Op = defineOp({ name: 'process.uncaught', kind: 'mark', fields: ['value'], labels: ['error'] })
/** The CommonJS modules that the process has loaded, without packages; written at its end. */
export const opLoaded: Op = defineOp({ name: 'retrace.loaded', kind: 'mark', fields: ['value'], labels: ['files'] })

/** What is kept of an error: texts only, since an error's own properties may be anything. */
export function plainError(error: unknown): RecordedError {
  try {
    if (typeof error !== 'object' || error === null || !('stack' in error))
      return { name: typeof error, message: String(error), stack: '' }
    const { name, message, stack, code } = error as {
      name?: unknown
      message?: unknown
      stack?: unknown
      code?: unknown
    }
    const plain = { name: String(name), message: String(message), stack: String(stack) }
    return typeof code === 'string' ? { ...plain, code } : plain
  } catch {
    return { name: 'Error', message: 'an error that throws when it is read', stack: '' }
  }
}
