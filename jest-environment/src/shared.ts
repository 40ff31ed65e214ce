/** What the environment hands to the realm of a test file. */
import type { retrace } from '@retrace/core'

export interface Shared {
  readonly retrace: typeof retrace
}

export const SHARED: symbol = Symbol.for('retrace.jest')
