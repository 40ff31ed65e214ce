/** Options that hold for all tests, on their way from the configuration to the workers. */
import type { RecordOptions } from '@retrace/core/runner'

/** As `retrace.record()` has them, but for a name. */
export type RetraceOptions = Omit<RecordOptions, 'name'>

/** The key under which the workers find the options. */
export const OPTIONS = 'retrace'

declare module 'vitest' {
  interface ProvidedContext {
    [OPTIONS]: RetraceOptions
  }
}
