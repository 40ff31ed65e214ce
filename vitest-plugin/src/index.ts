/** What tests import: `import { retrace } from '@retrace/vitest'`. */
import type { RecordingMatchers, Retrace } from '@retrace/core'
import { accompany } from './around.ts'
import { loadCore } from './core.ts'
import { isCoreLoaded, testFile } from './test-file.ts'

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

const isLate = !isCoreLoaded()
const core = loadCore()
const file = testFile()
if (file && isLate) {
  accompany(file.options)
  if (process.getActiveResourcesInfo().some((resource) => /^(TCPSocket|TLS)/.test(resource)))
    process.emitWarning(
      "Connections have been opened before '@retrace/vitest' was imported; what is said on them isn't recorded. Import it in the test file, before all else.",
      'RetraceWarning',
    )
}

/** Recording and replaying in tests. */
export const retrace: Retrace = core.retrace

/** The version of this package. */
export const version: string = core.version
