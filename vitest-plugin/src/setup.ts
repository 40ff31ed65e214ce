/** Runs in each worker before each test file: says which test runs, by the async context of the code that asks. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { RunningTest } from '@retrace/core/runner'
import { aroundEach, expect, inject } from 'vitest'
import { runner } from './core.ts'
import { OPTIONS } from './options.ts'

interface Current {
  readonly name: string
  readonly recordings: { end(): Promise<void> }[]
}

const current = new AsyncLocalStorage<Current>()

runner.installRealm(globalThis)
runner.setGeneralOptions(inject(OPTIONS))
runner.setTestSource((): RunningTest | null => {
  const { testPath } = expect.getState()
  if (testPath === undefined) return null
  const test = current.getStore()
  if (!test) return { file: testPath, name: null }
  return { file: testPath, name: test.name, own: (recording) => test.recordings.push(recording) }
})

aroundEach(async (runTest, { task }) => {
  const test: Current = { name: nameOf(task), recordings: [] }
  await current.run(test, runTest)
  for (const recording of test.recordings) await recording.end()
})

interface Named {
  readonly name: string
  readonly suite?: Named | undefined
}

/** The names of a test's suites and its own, joined as `-t` takes them: Jest does the same. */
function nameOf({ name, suite }: Named): string {
  const outer = suite ? nameOf(suite) : ''
  return outer === '' ? name : `${outer} ${name}`
}
