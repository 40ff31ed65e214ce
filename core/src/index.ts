/** What tests use of Retrace. To import it is to be ready for `retrace.record()`. */
import { prepare } from './api/install.ts'
import { external, live } from './api/live.ts'
import { configure, record } from './api/record.ts'
import { onlyInstance, type Retrace } from './api/shared.ts'
import { run } from './serve/run.ts'
import { serve } from './serve/serve.ts'

export type { FileOptions, RecordOptions, Mode } from './api/options.ts'
export type { ForbidRule, RedactFunction, RedactRule } from './redaction/rules.ts'
export type { RecordedExchange, Recording, TestDivergence } from './api/recording.ts'
export type { Retrace } from './api/shared.ts'
export type { RequestOptions } from './serve/ask.ts'
export type { Ended, RunOptions } from './serve/run.ts'
export type { Served } from './serve/serve.ts'
export { type ExpectedRequest, matchers, type Matchers, type RecordingMatchers } from './matchers/index.ts'
export { RetraceError } from './errors.ts'
export { version } from './version.ts'

/** Recording and replaying in tests. */
export const retrace: Retrace = onlyInstance({ record, configure, live, external, serve, run }, prepare)
