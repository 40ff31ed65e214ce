/** Says which test of a file runs, by the async context of the code that asks, and ends its recordings with it. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { CountedRecording, RunningTest, TestAccounts } from '@retrace/core/runner'
import { aroundEach, expect, TestRunner } from 'vitest'
import { connect } from './core.ts'
import { concernsEach, type RetraceMeta, type RetraceOptions } from './options.ts'

interface Current {
  readonly name: string
  readonly id: object
  readonly recordings: CountedRecording[]
}

const current = new AsyncLocalStorage<Current>()
/** By its task, what is known of a test whose automatic fixtures are made: that is before it is gone along with. */
const early = new WeakMap<object, Current>()
/** Whether it was known before the tests of this file began that they are to be gone along with. */
let isInTime = true

function running(): RunningTest | null {
  const { testPath } = expect.getState()
  if (testPath === undefined) return null
  const test = current.getStore() ?? beginning()
  if (!test) return { file: testPath, name: null }
  return { file: testPath, name: test.name, id: test.id, own: (recording) => test.recordings.push(recording) }
}

/** Of tests that run at the same time Vitest knows the last one alone. */
function beginning(): Current | null {
  const task = TestRunner.getCurrentTest()
  if (!isInTime || !task || task.concurrent || task.result?.state !== 'run') return null
  const known = early.get(task) ?? { name: nameOf(task), id: task, recordings: [] }
  early.set(task, known)
  return known
}

/** Makes the core ready for the test file that is being loaded, and goes along with each of its tests. */
export function accompany(options: RetraceOptions): void {
  const runner = connect({ options, running, extend: (matchers) => expect.extend({ ...matchers }) })
  const { capture = 'never' } = options
  const isEach = concernsEach(options)
  isInTime = TestRunner.getCurrentTest() === undefined
  // Where a file extends `test`, Vitest reads in the source what is taken of the context: it has to be written so.
  aroundEach(async (runTest, { task, annotate: add }) => {
    const test: Current = early.get(task) ?? { name: nameOf(task), id: task, recordings: [] }
    early.delete(task)
    // What an automatic fixture records takes the place of a capture, too.
    const run =
      isEach && test.recordings.length === 0
        ? new runner.TestRun({ runner: 'vitest', file: task.file.filepath, name: test.name, capture })
        : null
    // Each try of a test is a run of its own, and errors of all of them are kept.
    const before = task.result?.errors?.length ?? 0
    await current.run(test, () => (run ? run.run(runTest) : runTest()))
    const errors: unknown[] = []
    for (const recording of test.recordings)
      await recording.end().catch((error: unknown) => errors.push(...eachOf(error)))
    if (test.recordings.some(({ divergences }) => divergences.length > 0)) {
      const { annotate } = await import('./annotate.ts')
      await annotate({ task, annotate: add }, test.recordings)
    }
    const others = task.result?.errors?.slice(before) ?? []
    const isFailed = task.fails !== true && errors.length + others.length > 0
    const said = run?.end(isFailed, test.recordings) ?? null
    account(task.meta as RetraceMeta, run?.accounts(test.recordings) ?? accountsOf(test.recordings))
    for (const { caught } of test.recordings) runner.blame(others.at(-1), caught, true)
    if (said !== null) append(errors.at(-1) ?? others.at(-1), said)
    if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors)
  })
}

/** Several divergences are errors of their own, each at its line. */
function eachOf(error: unknown): readonly unknown[] {
  const { details } = error as { details?: { errors?: readonly unknown[] } }
  return details?.errors ?? [error]
}

function accountsOf(recordings: readonly CountedRecording[]): TestAccounts {
  return { recordings: recordings.map((recording) => recording.account()), capture: null, isReplayed: false }
}

/** For the reporter. Of a test that is tried again, what its last try asked for, and what is left of any. */
function account(meta: RetraceMeta, accounts: TestAccounts): void {
  const { recordings, capture, isReplayed } = accounts
  if (recordings.length === 0 && capture === null && !isReplayed) return
  meta.retrace = { ...accounts, capture: capture ?? meta.retrace?.capture ?? null }
}

/** Each reporter shows messages. */
function append(error: unknown, said: string): void {
  if (typeof error !== 'object' || error === null || !('message' in error)) return
  error.message = `${String(error.message)}\n\n${said}`
}

interface Named {
  readonly name: string
  readonly suite?: Named | undefined
}

/** The names of a test's suites and its own, joined as `-t` takes them: Jest does the same. */
function nameOf({ name, suite }: Named): string {
  const outer = suite ? nameOf(suite) : ''
  return outer === '' ? name : `${outer} ${name}`
}
