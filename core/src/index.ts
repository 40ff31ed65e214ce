/** What tests use of Retrace. To import it is to be ready for `retrace.record()`. */
import { prepare } from './api/install.ts'
import { record } from './api/record.ts'

export type { RecordOptions, Mode } from './api/options.ts'
export type { RecordedExchange, Recording, TestDivergence } from './api/recording.ts'
export { RetraceError } from './errors.ts'
export { version } from './version.ts'

prepare()

/** Recording and replaying in tests. */
export const retrace: { readonly record: typeof record } = { record }
