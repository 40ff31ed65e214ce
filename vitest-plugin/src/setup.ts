/** Runs in each worker before each test file: says which test runs, by the async context of the code that asks. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { RunningTest, TestRun } from '@retrace/core/runner'
import { aroundEach, expect, inject } from 'vitest'
import { core, runner } from './core.ts'
import { OPTIONS } from './options.ts'

interface Current {
  readonly name: string
  readonly run: TestRun
}

const current = new AsyncLocalStorage<Current>()
const { capture, recording: options } = runner.checkCapture(inject(OPTIONS))

expect.extend({ ...core.matchers })
runner.installRealm(globalThis)
runner.setGeneralOptions(options)
runner.setTestSource((): RunningTest | null => {
  const { testPath } = expect.getState()
  if (testPath === undefined) return null
  const test = current.getStore()
  if (!test) return { file: testPath, name: null }
  return { file: testPath, name: test.name, own: (recording) => test.run.own(recording) }
})

aroundEach(async (runTest, { task }) => {
  const name = nameOf(task)
  const run = new runner.TestRun({ runner: 'vitest', file: task.file.filepath, name, capture })
  // Each try of a test is a run of its own, and errors of all of them are kept.
  const before = task.result?.errors?.length ?? 0
  await current.run({ name, run }, () => run.run(runTest))
  const errors = await run.endRecordings()
  const others = task.result?.errors?.slice(before) ?? []
  const isFailed = task.fails !== true && errors.length + others.length > 0
  const said = run.end(isFailed)
  if (said !== null) append(errors.at(-1) ?? others.at(-1), said)
  if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors)
})

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
