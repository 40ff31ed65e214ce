/** The environment: Node's, with the boundaries of Retrace, which is told which test runs. */
import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment'
import type { Circus } from '@jest/types'
import { matchers, retrace } from '@retrace/core'
import {
  type CaptureOption,
  checkCapture,
  installRealm,
  type RecordOptions,
  setGeneralOptions,
  setTestSource,
} from '@retrace/core/runner'
import { hasFixtures } from '@retrace/core/report'
import { TestEnvironment as NodeEnvironment } from 'jest-environment-node'
import { SHARED, type Shared } from './shared.ts'
import { TestRuns } from './test-runs.ts'

/** As `retrace.record()` has them, but for a name: `testEnvironmentOptions: { retrace: { … } }`. */
export interface RetraceOptions extends Omit<RecordOptions, 'name'> {
  /** Whether a test that fails leaves a recording of its run. */
  readonly capture?: CaptureOption
}

/** What Jest puts into the realm of a test file, unless it is told not to. */
interface TestGlobals {
  readonly expect?: { extend(more: object): void }
}

export class RetraceEnvironment extends NodeEnvironment {
  readonly #options: Omit<RecordOptions, 'name'>
  readonly #file: string
  readonly #runs: TestRuns
  #leave: (() => void) | null = null

  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    super(config, context)
    const given = (config.projectConfig.testEnvironmentOptions['retrace'] ?? {}) as RetraceOptions
    const { capture, recording } = checkCapture(given)
    this.#options = recording
    this.#file = context.testPath
    this.#runs = new TestRuns(context.testPath, capture)
  }

  override async setup(): Promise<void> {
    await super.setup()
    const shared: Shared = { retrace }
    Object.defineProperty(this.global, SHARED, { value: shared })
    this.#leave = installRealm(this.global as unknown as typeof globalThis)
    setGeneralOptions(this.#options)
    // One test file after another runs in a process.
    setTestSource(() => this.#runs.running())
  }

  readonly handleTestEvent = (event: Circus.Event, state: Circus.State): Promise<void> => {
    if (event.name === 'run_start') (this.global as unknown as TestGlobals).expect?.extend({ ...matchers })
    return this.#runs.handle(event, state)
  }

  override async teardown(): Promise<void> {
    this.#leave?.()
    setTestSource(() => null)
    this.#runs.keepAccounts(hasFixtures(this.#file))
    await super.teardown()
  }
}
