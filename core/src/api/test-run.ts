/** One run of a test, as a test runner sees it: the recordings that begin in it, and its capture. */
import path from 'node:path'
import { beginCapture, type Capture, type CapturedTest } from './capture.ts'
import type { CaptureOption } from './capture-option.ts'
import { optionsFor } from './options.ts'
import type { Recording } from './recording.ts'
import { commandFor } from './run-again.ts'

export interface TestRunOptions extends CapturedTest {
  readonly runner: 'vitest' | 'jest'
  readonly capture: CaptureOption
}

export class TestRun {
  readonly #options: TestRunOptions
  readonly #recordings: Recording[] = []
  readonly #capture: Capture | null

  /** @throws RetraceError where what the command line asks for can't be replayed */
  constructor(options: TestRunOptions) {
    this.#options = options
    this.#capture = beginCapture(options, options.capture === 'on-failure', optionsFor(options.file))
  }

  /** Runs a part of the test: a hook, or the test itself. */
  run<T>(part: () => T): T {
    return this.#capture ? this.#capture.run(part) : part()
  }

  /** A recording has begun in the test, and ends with it at the latest. */
  own(recording: Recording): void {
    this.#recordings.push(recording)
  }

  /**
   * Ends the recordings.
   *
   * @returns why what they say fails the test
   */
  async endRecordings(): Promise<unknown[]> {
    const errors: unknown[] = []
    for (const recording of this.#recordings) await recording.end().catch((error: unknown) => errors.push(error))
    return errors
  }

  /**
   * The test is over, with all its hooks.
   *
   * @returns of a test that failed, where its run is recorded and how it is run again; null where it is not
   * @throws RetraceError what a replay of the capture could not answer; `FIXTURE_UNWRITABLE`
   */
  end(isFailed: boolean): string | null {
    const { runner, name, capture } = this.#options
    const file = this.#capture?.end(isFailed) ?? null
    if (!isFailed) return null
    if (file !== null) return says(file, commandFor(runner, name, file))
    const own = this.#recordings.find(({ mode }) => mode === 'record')
    return own && capture === 'on-failure' ? says(own.fixture, commandFor(runner, name, null)) : null
  }
}

function says(file: string, command: string): string {
  return `This run is recorded in ${path.relative(process.cwd(), file)}. It is run again by\n  ${command}`
}
