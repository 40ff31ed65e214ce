/** The environment, in a real Jest of its own. */
import { cpSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'
import { startServers } from '../support/servers.ts'

const modules = path.join(import.meta.dirname, '../../node_modules')
const JEST = path.join(modules, 'jest/bin/jest.js')
const VITEST = path.join(modules, 'vitest/vitest.mjs')

/** @param head - makes `retrace` and the functions of the runner known */
const orders = (head: string): string => `
  ${head}
  const pg = require('pg')
  const { web, postgresUrl } = JSON.parse(process.env.PORTS)
  const url = 'http://localhost:' + web
  const pool = new pg.Pool({ connectionString: postgresUrl })
  pool.on('error', () => {})
  afterAll(() => pool.end())
  describe('orders', () => {
    test('one of them', async () => {
      const r = await retrace.record()
      const { count } = await (await fetch(url + (process.env.ELSE ?? '/orders'))).json()
      const { rows } = await pool.query('select $1::int as n, now() as now', [5])
      console.log('SEEN ' + JSON.stringify([count, rows, Math.random(), crypto.randomUUID()]))
      console.log('MODE ' + r.mode + ' ' + (new Date() instanceof Date) + ' ' + new Date().toISOString().slice(0, 13))
    })
  })
  test('one that waits', async () => {
    await retrace.record()
    await fetch(url + '/')
    const began = Date.now()
    if (process.env.RETRACE_MODE === 'none') await new Promise((resolve) => setTimeout(resolve, 3_600_000))
    console.log('WAITED ' + (Date.now() - began >= 3_600_000))
  })
  test('one without a recording', () => expect(Date.now()).toBeGreaterThan(Date.parse('2026-01-01')))
`

const FILES = {
  'package.json': '{}',
  'jest.config.json':
    '{ "testEnvironment": "@retrace/jest-environment", "transform": {}, "testMatch": ["**/*.test.js"] }',
  'orders.test.js': orders(`const { retrace } = require('@retrace/jest-environment')`),
  'other.test.js': `
    const { retrace } = require('@retrace/jest-environment')
    test('of another file', async () => {
      const { mode } = await retrace.record()
      console.log('OTHER ' + mode + ' ' + Math.random())
    })
    test('clocks are real outside of a recording', () => expect(Math.abs(Date.now() - performance.timeOrigin - performance.now())).toBeLessThan(60_000))
  `,
  'vitest.config.mjs': `
    import { defineConfig } from 'vitest/config'
    import { retrace } from '@retrace/vitest/plugin'
    export default defineConfig({ plugins: [retrace()], test: { include: ['*.spec.js'], globals: true } })
  `,
  'orders.spec.js': orders(`
    import { createRequire } from 'node:module'
    import { retrace } from '@retrace/vitest'
    const require = createRequire(import.meta.url)`),
}

let project: Project
let env: Record<string, string> = {}

interface Run {
  readonly status: number | null
  readonly output: string
}

function start(command: readonly string[], more: NodeJS.ProcessEnv): Run {
  const { status, stdout, stderr } = run(project.folder, [process.execPath, ...command], { env: { ...env, ...more } })
  return { status, output: stdout + stderr }
}

const jest = (mode: string, args: readonly string[] = [], more: NodeJS.ProcessEnv = {}): Run =>
  start([JEST, '--no-cache', '-i', ...args], { RETRACE_MODE: mode, ...more })

const vitest = (mode: string): Run => start([VITEST, 'run', '--no-color', '--reporter=verbose'], { RETRACE_MODE: mode })

const seen = ({ output }: Run, word: string): string[] =>
  [...output.matchAll(new RegExp(`${word} (.*)$`, 'gm'))].map(([, text]) => text as string)

const recordings = (file: string): string => path.join(project.folder, '__recordings__', file)

let first: Run
let underVitest: Run

beforeAll(async () => {
  project = makeProject(FILES)
  const servers = await startServers()
  env = { PORTS: JSON.stringify(servers.ports) }
  first = jest('once')
  underVitest = vitest('once')
  await servers.stop()
})

afterAll(() => project.remove())

test('a first run records, and passes', () => {
  expect(first.output).toContain('Tests:       5 passed, 5 total')
  expect(first.status).toBe(0)
  expect(seen(first, 'MODE')[0]).toMatch(/^record true/)
  expect(readdirSync(recordings('orders.test.js'))).toEqual(['one that waits.json', 'orders one of them.json'])
})

test('the suite replays with nobody to talk to: values, randomness, time', () => {
  const again = jest('none')
  expect(again.output).toContain('Tests:       5 passed, 5 total')
  expect(again.status).toBe(0)
  expect(seen(again, 'SEEN')).toEqual(seen(first, 'SEEN'))
  expect(seen(again, 'MODE')).toEqual(seen(first, 'MODE').map((text) => text.replace('record', 'replay')))
  expect(seen(again, 'OTHER')).toEqual(seen(first, 'OTHER').map((text) => text.replace('record', 'replay')))
  expect(seen(again, 'WAITED')).toEqual(['true'])
})

test('a request that was never recorded fails its test, and no other', () => {
  const { status, output } = jest('none', ['orders'], { ELSE: '/customers' })
  expect(status).toBe(1)
  expect(output).toContain('Tests:       1 failed, 2 passed, 3 total')
  expect(output).toContain('Failed to answer GET /customers (http, localhost:')
})

test('what was recorded under Vitest replays under Jest', () => {
  expect(seen(underVitest, 'SEEN')).toHaveLength(1)
  cpSync(recordings('orders.spec.js'), recordings('orders.test.js'), { recursive: true })
  const again = jest('none', ['orders'])
  expect(again.output).toContain('Tests:       3 passed, 3 total')
  expect(seen(again, 'SEEN')).toEqual(seen(underVitest, 'SEEN'))
})

test('tests that are ES modules have it too', () => {
  project.write({
    'module.test.mjs': `
      import { retrace } from '@retrace/jest-environment'
      test('of a module', async () => {
        const { mode } = await retrace.record()
        console.log('MODULE ' + mode + ' ' + Math.random())
      })
    `,
    'modules.config.json': `{
      "testEnvironment": "@retrace/jest-environment", "transform": {}, "testMatch": ["**/module.test.mjs"],
      "moduleFileExtensions": ["mjs", "js"]
    }`,
  })
  const asModules = { NODE_OPTIONS: '--experimental-vm-modules' }
  const [one, two] = ['once', 'none'].map((mode) => jest(mode, ['--config', 'modules.config.json'], asModules))
  expect([one?.status, two?.status]).toEqual([0, 0])
  expect(seen(two as Run, 'MODULE')).toEqual(seen(one as Run, 'MODULE').map((text) => text.replace('record', 'replay')))
  expect(seen(two as Run, 'MODULE')).toHaveLength(1)
})

test('what both write of the same test has the same form', () => {
  const keys = (file: string): string[] =>
    Object.keys(JSON.parse(readFileSync(path.join(recordings(file), 'orders one of them.json'), 'utf8')) as object)
  expect(keys('orders.spec.js')).toEqual(keys('orders.test.js'))
})

test('a hook that comes after the test fails it by what it asks, also where its block ends the recording', () => {
  project.write({
    'after.test.js': `
      const { retrace } = require('@retrace/jest-environment')
      afterEach(async () => {
        const recording = await retrace.record('afterwards')
        const url = 'http://localhost:' + JSON.parse(process.env.PORTS).web
        if (process.env.ELSE) await fetch(url + process.env.ELSE).catch(() => {})
        await recording[Symbol.asyncDispose]()
      })
      test('asks for nothing', () => {})
    `,
  })
  expect(jest('once', ['after']).output).toContain('Tests:       1 passed, 1 total')
  const { output } = jest('none', ['after'], { ELSE: '/customers' })
  expect(output).toContain('Tests:       1 failed, 1 total')
  expect(output).toContain('RetraceError: extra: GET /customers (http, localhost:')
})
