/** The environment: Node's, with the boundaries of Retrace, which is told which test runs. */
import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment'
import type { Circus } from '@jest/types'
import { retrace } from '@retrace/core'
import {
  installRealm,
  type RecordOptions,
  type RunningTest,
  setGeneralOptions,
  setTestSource,
} from '@retrace/core/runner'
import { TestEnvironment as NodeEnvironment } from 'jest-environment-node'
import { SHARED, type Shared } from './shared.ts'

/** As `retrace.record()` has them, but for a name: `testEnvironmentOptions: { retrace: { … } }`. */
export type RetraceOptions = Omit<RecordOptions, 'name'>

interface Ending {
  end(): Promise<void>
}

/** What Jest puts into the realm of a test file. */
interface TestGlobals {
  readonly expect?: { getState(): { readonly currentTestName?: string } }
}

export class RetraceEnvironment extends NodeEnvironment {
  readonly #file: string
  readonly #options: RetraceOptions
  /** Recordings that tests have begun, by the names of these. */
  readonly #recordings = new Map<string, Ending[]>()
  #leave: (() => void) | null = null

  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    super(config, context)
    this.#file = context.testPath
    this.#options = (config.projectConfig.testEnvironmentOptions['retrace'] ?? {}) as RetraceOptions
  }

  override async setup(): Promise<void> {
    await super.setup()
    const shared: Shared = { retrace }
    Object.defineProperty(this.global, SHARED, { value: shared })
    this.#leave = installRealm(this.global as unknown as typeof globalThis)
    setGeneralOptions(this.#options)
    // One test file after another runs in a process.
    setTestSource(() => this.#running())
  }

  /** A recording ends with its test at the latest, and what a replay could not answer fails it. */
  readonly handleTestEvent = async (event: Circus.Event): Promise<void> => {
    if (event.name !== 'test_fn_success' && event.name !== 'test_fn_failure') return
    const name = nameOf(event.test)
    const recordings = this.#recordings.get(name) ?? []
    this.#recordings.delete(name)
    for (const recording of recordings) {
      try {
        await recording.end()
      } catch (error) {
        event.test.errors.push(error)
      }
    }
  }

  override async teardown(): Promise<void> {
    this.#leave?.()
    setTestSource(() => null)
    await super.teardown()
  }

  #running(): RunningTest {
    const name = (this.global as unknown as TestGlobals).expect?.getState().currentTestName ?? null
    if (name === null) return { file: this.#file, name }
    return {
      file: this.#file,
      name,
      own: (recording) => this.#recordings.set(name, [...(this.#recordings.get(name) ?? []), recording]),
    }
  }
}

/** As `expect` has it: the names of the suites and the test's own, but for that of the root. */
function nameOf({ name, parent }: Circus.TestEntry | Circus.DescribeBlock): string {
  const isTop = parent === undefined || parent.parent === undefined
  return isTop ? name : `${nameOf(parent)} ${name}`
}
