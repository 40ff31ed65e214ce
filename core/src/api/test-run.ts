/** One run of a test, as a test runner sees it, with its capture. */
import { beginCapture, type Capture, type CapturedTest } from './capture.ts'
import type { CaptureOption } from './capture-option.ts'
import { optionsFor } from './options.ts'
import type { TestAccounts } from '../usage/account.ts'
import type { CountedRecording } from './recording.ts'
import { relative } from './relative.ts'
import { commandFor } from './run-again.ts'

export interface TestRunOptions extends CapturedTest {
  readonly runner: 'vitest' | 'jest'
  readonly capture: CaptureOption
}

export class TestRun {
  readonly #options: TestRunOptions
  readonly #capture: Capture | null
  #kept: string | null = null

  /** @throws RetraceError where what the command line asks for can't be replayed */
  constructor(options: TestRunOptions) {
    this.#options = options
    this.#capture = beginCapture(options, options.capture === 'on-failure', optionsFor(options.file))
  }

  /** Runs a part of the test: a hook, or the test itself. */
  run<T>(part: () => T): T {
    return this.#capture ? this.#capture.run(part) : part()
  }

  /** What the run has to say beside its result, once it is over. */
  accounts(own: readonly CountedRecording[]): TestAccounts {
    const isReplayed = this.#capture?.isReplay ?? false
    return { recordings: own.map((it) => it.account()), capture: this.#kept, isReplayed }
  }

  /**
   * The test is over, with all its hooks.
   *
   * @param own - recordings that the test has begun, which are over
   * @returns of a test that failed, where its run is recorded and how it is run again; null where it is not
   * @throws RetraceError what a replay of the capture could not answer; `FIXTURE_UNWRITABLE`
   */
  end(isFailed: boolean, own: readonly CountedRecording[]): string | null {
    const { runner, name, capture } = this.#options
    const file = this.#capture?.end(isFailed) ?? null
    this.#kept = file
    if (!isFailed) return null
    if (file !== null) return says(file, commandFor(runner, name, file))
    const recorded = own.find(({ mode }) => mode === 'record')
    return recorded && capture === 'on-failure' ? says(recorded.fixture, commandFor(runner, name, null)) : null
  }
}

function says(file: string, command: string): string {
  return `This run is recorded in ${relative(file)}. It is run again by\n  ${command}`
}
