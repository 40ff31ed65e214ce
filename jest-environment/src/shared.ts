/** What the environment hands to the realm of a test file. */
import type { RecordingMatchers, retrace } from '@retrace/core'
import type {} from 'expect'

export interface Shared {
  readonly retrace: typeof retrace
}

export const SHARED: symbol = Symbol.for('retrace.jest')

/** Of `expect` from `@jest/globals`. */
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends RecordingMatchers<R> {}
}

/** Of the `expect` that Jest puts into a test's realm, as `@types/jest` declares it. */
declare global {
  namespace jest {
    interface Matchers<R, T = {}> extends RecordingMatchers<R> {}
  }
}
