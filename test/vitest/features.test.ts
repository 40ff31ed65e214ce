/** What else a real vitest offers, beside recordings. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startFixture } from '../services/start.mjs'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'

const VITEST = path.join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs')

const FILES = {
  'package.json': '{ "type": "module" }',
  'vitest.config.ts': `
    import { retrace } from '@retrace/vitest/plugin'
    export default { plugins: [retrace()] }
  `,
  'features.test.ts': `
    import { retrace } from '@retrace/vitest'
    import { describe, expect, test, vi } from 'vitest'
    const get = async (path: string) => (await fetch(process.env.URL + path)).text()
    test('timers that were faked before', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: 5000 })
      await retrace.record()
      expect(await get('/before')).toBe('/before answered')
      expect(Date.now()).toBe(5000)
      vi.useRealTimers()
    })
    test('timers that are faked in it', async () => {
      await retrace.record()
      await get('/within')
      vi.useFakeTimers()
      let fired = false
      setTimeout(() => (fired = true), 60_000)
      vi.advanceTimersByTime(60_000)
      expect(fired).toBe(true)
      vi.useRealTimers()
      expect(await get('/within again')).toContain('answered')
    })
    test('snapshots', async () => {
      await retrace.record()
      const answer = await get('/snapshot')
      expect({ answer, drawn: Math.random() }).toMatchSnapshot()
      expect(answer).toMatchInlineSnapshot(\`"/snapshot answered"\`)
    })
    describe.each(['a', 'b'])('of %s', (name) => {
      test.each([1, 2])('and %i', async (number) => {
        await retrace.record()
        await get('/' + name + number)
      })
    })
    const extended = test
      .extend('recording', async ({}, { onCleanup }) => {
        const recording = await retrace.record()
        onCleanup(() => recording.end())
        return recording
      })
    extended('extended', async ({ recording }) => {
      await get('/extended')
      expect(recording.exchanges).toHaveLength(1)
    })
    const automatic = test.extend<{ recording: unknown }>({
      recording: [async ({}, use) => use(await retrace.record()), { auto: true }],
    })
    automatic('extended automatically', async () => void (await get('/automatic')))
    let tries = 0
    test('is tried again', { retry: 2 }, async () => {
      await retrace.record()
      await get('/tried')
      if (++tries < 2) throw new Error('not yet')
    })
  `,
  'other.test.ts': `
    import { retrace } from '@retrace/vitest'
    import { expect, test } from 'vitest'
    test('is in another shard', async () => {
      await retrace.record()
      await fetch(process.env.URL + '/other')
    })
    test('nothing is left of a recording', () => expect(Math.abs(performance.timeOrigin + performance.now() - Date.now())).toBeLessThan(60_000))
  `,
}

let project: Project
let url: string
let first: string

function vitest(args: readonly string[], mode: string): string {
  const command = [process.execPath, VITEST, 'run', '--no-color', ...args]
  const { stdout, stderr } = run(project.folder, command, { env: { URL: url, RETRACE_MODE: mode, CI: '' } })
  return stdout + stderr
}

beforeAll(async () => {
  project = makeProject(FILES)
  const server = await startFixture('race/server.js')
  ;({ url } = server)
  first = vitest([], 'once')
  await server.stop()
})
afterAll(() => project.remove())

test('fake timers, snapshots, tests by tables and tries go on as they do', () => {
  expect(first).toContain('Tests  12 passed (12)')
  expect(first).toContain('Snapshots  1 written')
  expect(readdirSync(path.join(project.folder, '__recordings__/features.test.ts'))).toEqual([
    'extended automatically.json',
    'extended.json',
    'is tried again.json',
    'of a and 1.json',
    'of a and 2.json',
    'of b and 1.json',
    'of b and 2.json',
    'snapshots.json',
    'timers that are faked in it.json',
    'timers that were faked before.json',
  ])
  const before = readFileSync(path.join(project.folder, '__snapshots__/features.test.ts.snap'), 'utf8')
  const again = vitest([], 'none')
  expect(again).toContain('Tests  12 passed (12)')
  expect(again).not.toContain('obsolete')
  expect(readFileSync(path.join(project.folder, '__snapshots__/features.test.ts.snap'), 'utf8')).toBe(before)
})

test('shards replay a part each, as does one worker that isolates nothing', () => {
  const shards = ['1/2', '2/2'].map((shard) => vitest(['--shard', shard], 'none'))
  const passed = shards.map((output) => Number(/Tests {2}(\d+) passed/.exec(output)?.[1]))
  expect(passed.toSorted((a, b) => a - b)).toEqual([2, 10])
  expect(vitest(['--no-isolate', '--maxWorkers=1'], 'none')).toContain('Tests  12 passed (12)')
})
