/** The tests of a file as Jest tells of them: each one's hooks and function are run as parts of one run. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Circus } from '@jest/types'
import { type FileAccounts, keepAccounts, type TestAccounts } from '@retrace/core/report'
import { blame, type CaptureOption, type CountedRecording, type RunningTest, TestRun } from '@retrace/core/runner'

interface Current {
  readonly name: string
  readonly id: object
  readonly run: TestRun
  readonly recordings: CountedRecording[]
}

/** A test's or a hook's. */
type Fn = Circus.TestFn

export class TestRuns {
  readonly #file: string
  readonly #capture: CaptureOption
  readonly #runs = new Map<Circus.TestEntry, Current>()
  /** By the async context of the code that asks: tests may run at the same time. */
  readonly #current = new AsyncLocalStorage<Current>()
  /** What stands where a wrapper does now. */
  readonly #plain = new Map<object, Fn>()
  readonly #accounts: TestAccounts[] = []
  /** Whether all tests have run, and passed. */
  #isWhole = true
  #isOver = false

  constructor(file: string, capture: CaptureOption) {
    this.#file = file
    this.#capture = capture
  }

  running(): RunningTest {
    const test = this.#current.getStore()
    if (!test) return { file: this.#file, name: null }
    return { file: this.#file, name: test.name, id: test.id, own: (recording) => test.recordings.push(recording) }
  }

  async handle(event: Circus.Event, { currentlyRunningTest }: Circus.State): Promise<void> {
    switch (event.name) {
      case 'test_started':
        return this.#begin(event.test)
      case 'hook_start':
        if (event.hook.type.endsWith('Each')) this.#wrap(event.hook, currentlyRunningTest)
        return
      case 'hook_success':
      case 'hook_failure':
        return this.#unwrap(event.hook)
      case 'test_fn_start':
        return this.#wrap(event.test, event.test)
      case 'test_fn_success':
      case 'test_fn_failure':
        this.#unwrap(event.test)
        return this.#endRecordings(event.test)
      case 'test_done':
        // Hooks that came after it have theirs.
        await this.#endRecordings(event.test)
        return this.#end(event.test)
      case 'test_skip':
      case 'error':
        this.#isWhole = false
        return
      case 'run_finish':
        this.#isOver = true
        return
      default:
    }
  }

  /** Writes down what the tests have asked for, where any has. */
  keepAccounts(hasFixtures: boolean): void {
    const tests = this.#accounts.filter((it) => it.recordings.length > 0 || it.capture !== null || it.isReplayed)
    if (tests.length === 0 && !hasFixtures) return
    const accounts: FileAccounts = { testFile: this.#file, isWhole: this.#isWhole && this.#isOver, tests }
    keepAccounts(accounts)
  }

  #begin(test: Circus.TestEntry): void {
    const name = nameOf(test)
    try {
      const run = new TestRun({ runner: 'jest', file: this.#file, name, capture: this.#capture })
      this.#runs.set(test, { name, id: test, run, recordings: [] })
    } catch (error) {
      test.errors.push(error)
    }
  }

  async #endRecordings(test: Circus.TestEntry): Promise<void> {
    for (const recording of this.#runs.get(test)?.recordings ?? [])
      await recording.end().catch((error: unknown) => test.errors.push(...eachOf(error)))
  }

  #end(test: Circus.TestEntry): void {
    const its = this.#runs.get(test)
    this.#runs.delete(test)
    try {
      const said = its?.run.end(test.errors.length > 0 && !test.failing, its.recordings) ?? null
      if (its) this.#accounts.push(its.run.accounts(its.recordings))
      for (const { caught } of its?.recordings ?? []) blame(errorOf(test.errors.at(-1)), caught)
      if (said !== null) append(test.errors, said)
    } catch (error) {
      test.errors.push(error)
    }
    if (test.errors.length > 0) this.#isWhole = false
  }

  #wrap(holder: { fn?: Fn | undefined }, test: Circus.TestEntry | null | undefined): void {
    const its = test && this.#runs.get(test)
    const { fn } = holder
    // What a generator does is done outside of the call that makes it.
    if (!its || !fn || fn.constructor.name === 'GeneratorFunction') return
    this.#plain.set(holder, fn)
    const current = this.#current
    const wrapper = function (this: unknown, ...args: unknown[]): unknown {
      return current.run(its, () => its.run.run(() => Reflect.apply(fn, this, args) as unknown))
    }
    // Jest looks at it: who takes an argument calls back.
    Object.defineProperty(wrapper, 'length', { value: fn.length })
    holder.fn = wrapper as Fn
  }

  #unwrap(holder: { fn?: Fn | undefined }): void {
    const fn = this.#plain.get(holder)
    this.#plain.delete(holder)
    if (fn) holder.fn = fn
  }
}

/** Several divergences are errors of their own, each at its line. */
function eachOf(error: unknown): readonly unknown[] {
  const { details } = error as { details?: { errors?: readonly unknown[] } }
  return details?.errors ?? [error]
}

/** To the last error; Jest prints stacks, which begin with messages. */
function append(errors: unknown[], said: string): void {
  const error = errorOf(errors.at(-1))
  if (typeof error !== 'object' || error === null || !('message' in error)) return void errors.push(said)
  const before = String(error.message)
  const after = `${before}\n\n${said}`
  const { stack } = error as { stack?: unknown }
  error.message = after
  if (typeof stack === 'string') Object.assign(error, { stack: stack.replace(before, () => after) })
}

/** Jest has each with one of where the test stands, in case that it is none. */
function errorOf(thrown: unknown): unknown {
  return Array.isArray(thrown) ? ((thrown[0] ?? thrown[1]) as unknown) : thrown
}

/** As `expect` has it: the names of the suites and the test's own, but for that of the root. */
function nameOf({ name, parent }: Circus.TestEntry | Circus.DescribeBlock): string {
  const isTop = parent === undefined || parent.parent === undefined
  return isTop ? name : `${nameOf(parent)} ${name}`
}
