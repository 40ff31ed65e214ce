/** What else a real Jest offers, beside recordings. */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startFixture } from '../services/start.mjs'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'

const JEST = path.join(import.meta.dirname, '../../node_modules/jest/bin/jest.js')

const FILES = {
  'package.json': '{}',
  // The environment is named by the test files that want it.
  'jest.config.json': '{ "transform": {}, "testMatch": ["**/*.test.js"] }',
  'features.test.js': `/** @jest-environment @retrace/jest-environment */
    const { retrace } = require('@retrace/jest-environment')
    const get = async (path) => (await fetch(process.env.URL + path)).text()
    test('timers that are faked in it', async () => {
      await retrace.record()
      await get('/within')
      jest.useFakeTimers()
      let fired = false
      setTimeout(() => (fired = true), 60_000)
      jest.advanceTimersByTime(60_000)
      expect(fired).toBe(true)
      jest.useRealTimers()
      expect(await get('/again')).toBe('/again answered')
    })
    describe.each(['a', 'b'])('of %s', (name) => {
      test.each([1, 2])('and %i', async (number) => {
        await retrace.record()
        expect({ answer: await get('/' + name + number), drawn: Math.random() }).toMatchSnapshot()
      })
    })
    test('modules that are loaded again are given the same', async () => {
      jest.resetModules()
      const again = require('@retrace/jest-environment').retrace
      expect(again).toBe(retrace)
      await again.record()
      await get('/reset')
    })
  `,
  'other.test.js': `/** @jest-environment @retrace/jest-environment */
    const { retrace } = require('@retrace/jest-environment')
    test('of another file', async () => {
      await retrace.record()
      await fetch(process.env.URL + '/other')
    })
    test('nothing is left of a recording', () =>
      expect(Math.abs(performance.timeOrigin + performance.now() - Date.now())).toBeLessThan(60_000))
  `,
  'plain.test.js': `test('is run in the environment of Jest', () => expect(Symbol.for('retrace.jest') in globalThis).toBe(false))`,
}

let project: Project
let url: string
let first: string

function jest(args: readonly string[], mode: string): string {
  const command = [process.execPath, JEST, '--no-cache', ...args]
  const { stdout, stderr } = run(project.folder, command, { env: { URL: url, RETRACE_MODE: mode } })
  return stdout + stderr
}

beforeAll(async () => {
  project = makeProject(FILES)
  const server = await startFixture('race/server.js')
  ;({ url } = server)
  first = jest(['-i', '--ci=false'], 'once')
  await server.stop()
})
afterAll(() => project.remove())

test('fake timers, snapshots, tests by tables, a docblock and modules that are reset go on as they do', () => {
  expect(first).toContain('Tests:       9 passed, 9 total')
  expect(first).toContain('4 snapshots written')
  expect(readdirSync(path.join(project.folder, '__recordings__/features.test.js'))).toEqual([
    'modules that are loaded again are given the same.json',
    'of a and 1.json',
    'of a and 2.json',
    'of b and 1.json',
    'of b and 2.json',
    'timers that are faked in it.json',
  ])
})

test.each([['-i'], ['--maxWorkers=2'], ['--shard=1/1']])('it replays with %s', (how) => {
  const again = jest(['--ci', how], 'none')
  expect(again).toContain('Tests:       9 passed, 9 total')
  expect(again).toContain('Snapshots:   4 passed, 4 total')
})
