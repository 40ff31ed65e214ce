/**
 * The core, as the process has it: the pools that run tests in vm contexts give each test file modules of its own, also
 * by what they import as `node:module`, but the boundaries belong to the process.
 *
 * It is loaded when it is needed: most test files record nothing, and need not wait for it.
 */
import type * as Core from '@retrace/core'
import type * as Runner from '@retrace/core/runner'
import type { RunningTest } from '@retrace/core/runner'
import type { RetraceOptions } from './options.ts'

const require = process.getBuiltinModule('node:module').createRequire(import.meta.url)

export const loadCore = (): typeof Core => require('@retrace/core') as typeof Core
export const loadRunner = (): typeof Runner => require('@retrace/core/runner') as typeof Runner

export interface Connected {
  readonly options: RetraceOptions
  /** Says which test runs, by the async context of the code that asks. */
  readonly running: () => RunningTest | null
  /** Adds matchers to `expect`. */
  readonly extend: (more: typeof Core.matchers) => void
}

/** Makes the core ready for a test file: its realm, its options, its tests. */
export function connect({ options, running, extend }: Connected): typeof Runner {
  const runner = loadRunner()
  const { recording } = runner.checkCapture(options)
  runner.installRealm(globalThis)
  runner.setGeneralOptions(recording)
  runner.setTestSource(running)
  extend(loadCore().matchers)
  return runner
}
