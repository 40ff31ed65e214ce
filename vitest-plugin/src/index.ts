/** What tests import: `import { retrace } from '@retrace/vitest'`. */
import type { RecordingMatchers, Retrace } from '@retrace/core'
import { core } from './core.ts'

declare module 'vitest' {
  interface Matchers<T = any> extends RecordingMatchers {}
}

export type {
  ForbidRule,
  Mode,
  RecordedExchange,
  Recording,
  RecordOptions,
  RedactFunction,
  RedactRule,
  TestDivergence,
} from '@retrace/core'

/** Recording and replaying in tests. */
export const retrace: Retrace = core.retrace

/** The version of this package. */
export const version: string = core.version
