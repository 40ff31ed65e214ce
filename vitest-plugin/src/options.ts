/** Options that hold for all tests, on their way from the configuration to the workers. */
import type { CaptureOption, RecordOptions, TestAccounts } from '@retrace/core/runner'

/** As `retrace.record()` has them, but for a name. */
export interface RetraceOptions extends Omit<RecordOptions, 'name'> {
  /** Whether a test that fails leaves a recording of its run. */
  readonly capture?: CaptureOption
}

/** Whether each test concerns Retrace: it is to be captured, or may be the one that is replayed. */
export function concernsEach({ capture = 'never' }: RetraceOptions): boolean {
  return capture !== 'never' || Boolean(process.env['RETRACE_REPLAY'])
}

/** The key under which the workers find the options. */
export const OPTIONS = 'retrace'

declare module 'vitest' {
  interface ProvidedContext {
    [OPTIONS]: RetraceOptions
  }
}

/** What a test has to say beside its result, on its way to the reporter. */
export interface RetraceMeta {
  retrace?: TestAccounts
}
