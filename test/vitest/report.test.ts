/** What is said at the end of a run of a real vitest and a real Jest, and `retrace prune`, which goes by the same. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startFixture } from '../services/start.mjs'
import { COMMAND, run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'

const modules = path.join(import.meta.dirname, '../../node_modules')
const VITEST = [path.join(modules, 'vitest/vitest.mjs'), 'run', '--no-color']
const JEST = [path.join(modules, 'jest/bin/jest.js'), '--no-cache', '-i']

const ORDERS = `
  const get = (path) => fetch(process.env.URL + path)
  test('one', async () => {
    await retrace.record()
    await get('/a')
    await new Promise((resolve) => setTimeout(resolve, 600))
    if (!process.env.LESS) await get('/b')
  })
  if (!process.env.LESS) test('two', async () => {
    await retrace.record()
    await get('/c')
  })
`

const FILES = {
  'package.json': '{}',
  'vitest.config.mjs': `
    import { retrace } from '@retrace/vitest/plugin'
    const test = { globals: true, include: ['*.test.mjs'] }
    export default { plugins: [retrace()], test }
  `,
  'projects.config.mjs': `
    import { retrace } from '@retrace/vitest/plugin'
    const project = (name) => ({ plugins: [retrace()], test: { name, globals: true, include: ['*.test.mjs'] } })
    export default { test: { projects: [project('left'), project('right')] } }
  `,
  'orders.test.mjs': `import { retrace } from '@retrace/vitest'${ORDERS}`,
  'plain.test.mjs': `test('records nothing', () => {})`,
  'jest.config.json': `{
    "testEnvironment": "@retrace/jest-environment", "transform": {}, "testMatch": ["**/*.spec.js"],
    "reporters": ["default", "@retrace/jest-environment/reporter"]
  }`,
  'orders.spec.js': `const { retrace } = require('@retrace/jest-environment')${ORDERS}`,
}

let project: Project
let url: string
let stop: () => Promise<void>

beforeAll(async () => {
  project = makeProject(FILES)
  ;({ url, stop } = await startFixture('race/server.js'))
})
afterAll(async () => {
  await stop()
  project.remove()
})

interface Run {
  readonly status: number | null
  readonly stdout: string
  /** What Retrace has said at the end. */
  readonly said: string | undefined
}

function start(command: readonly string[], env: NodeJS.ProcessEnv): Run {
  const { status, stdout, stderr } = run(project.folder, [process.execPath, ...command], { env: { URL: url, ...env } })
  // Runners have colours where they run for a CI service.
  return { status, stdout, said: stripVTControlCharacters(stdout + stderr).split(/^ Retrace$/m)[1] }
}

const fixtures = (file: string): string[] => readdirSync(path.join(project.folder, '__recordings__', file))

test.each([
  ['vitest', VITEST, 'orders.test.mjs', 'plain.test.mjs'],
  ['jest', JEST, 'orders.spec.js', 'no-test'],
])('under %s what was written, used and not asked for is said, and what is not is pruned', (_, runner, file, plain) => {
  const at = (name: string): string => `__recordings__/${file}/${name}.json`
  const first = start([...runner, file], { RETRACE_MODE: 'once' })
  expect(first.said).toContain(`written  2 fixtures: ${at('one')}, ${at('two')}\n`)

  const second = start([...runner, file], { RETRACE_MODE: 'none' })
  expect(second.said).toContain('used  3 exchanges of 2 fixtures\n')
  expect(second.said).toMatch(/time saved {2}\d+\.\d s/)
  expect(second.said).not.toMatch(/written|unused|asked|diverged/)

  // A run of some tests says nothing of what others would ask for, and is nothing to prune by.
  const some = start([...runner, file, '-t', 'one'], { RETRACE_MODE: 'none' })
  expect(some.said).not.toContain('not asked for')
  expect(start([COMMAND, 'prune'], {}).status).toBe(1)
  expect(fixtures(file)).toEqual(['one.json', 'two.json'])

  const less = start([...runner, file], { RETRACE_MODE: 'none', LESS: '1' })
  expect(less.said).toMatch(/unused {2}1 exchange of 1 fixture: GET http:\/\/127.0.0.1:\d+\/b → 200.* \(__recordings__/)
  expect(less.said).toContain(`not asked for  1 fixture: ${at('two')}`)
  expect(start([COMMAND, 'prune', '--dry-run'], {})).toMatchObject({ status: 0, stdout: `${at('two')}\n` })
  expect(fixtures(file)).toEqual(['one.json', 'two.json'])
  expect(start([COMMAND, 'prune'], {})).toMatchObject({ status: 0, stdout: `${at('two')}\n` })
  expect(fixtures(file)).toEqual(['one.json'])

  expect(start([...runner, '--passWithNoTests', plain], { RETRACE_MODE: 'none' }).said).toBeUndefined()
})

test('several projects say it once, and what reads stdout is not disturbed', () => {
  const projects = start([...VITEST, '--config', 'projects.config.mjs'], { RETRACE_MODE: 'none', LESS: '1' })
  expect(projects.said?.match(/ used {2}/g)).toEqual([' used  '])
  expect(projects.said).toContain('used  2 exchanges of 2 fixtures')
  const json = start([...VITEST, '--reporter=json', 'orders'], { RETRACE_MODE: 'none', LESS: '1' })
  expect(JSON.parse(json.stdout)).toMatchObject({ success: true })
  expect(json.said).toContain('used  ')
})

test('a replay that is asked for and does not come is said', () => {
  const capture = { testFile: 'other.test.mjs', lasted: 1, clocks: {}, timers: {} }
  const of = { format: 1, test: 'of another', recorded: '2026-01-01T00:00:00.000Z', random: {}, exchanges: [], capture }
  project.write({ 'kept.json': JSON.stringify(of) })
  const { said } = start([COMMAND, 'vitest', 'run', '--retrace-replay=kept.json', 'plain'], {})
  expect(said).toContain('not replayed  kept.json: the test that it was recorded of has not run')
})

test('fixtures of a test file that is gone are pruned, and bodies that no fixture refers to', () => {
  const folder = path.join(project.folder, '__recordings__')
  mkdirSync(path.join(folder, 'gone.test.ts/bodies'), { recursive: true })
  for (const name of ['gone.test.ts/of a test.json', 'gone.test.ts/bodies/body.bin'])
    writeFileSync(path.join(folder, name), '{}')
  mkdirSync(path.join(folder, 'orders.test.mjs/bodies'))
  writeFileSync(path.join(folder, 'orders.test.mjs/bodies/body.bin'), '')
  expect(start([COMMAND, 'prune'], {}).stdout.split('\n').toSorted()).toEqual([
    '',
    '__recordings__/gone.test.ts/bodies/body.bin',
    '__recordings__/gone.test.ts/of a test.json',
    '__recordings__/orders.test.mjs/bodies/body.bin',
  ])
  expect(existsSync(path.join(folder, 'gone.test.ts'))).toBe(false)
})

test('a fixture that was added to is written, and one that was refused is not', () => {
  project.write({
    'more.test.mjs': `
      import { retrace } from '@retrace/vitest'
      test('adds', async () => {
        await retrace.record()
        await fetch(process.env.URL + '/a')
        if (process.env.MORE) await fetch(process.env.URL + '/more')
      })
      if (process.env.MORE) test('is refused', async () => {
        await retrace.record({ forbid: [/number 5/] })
        await fetch(process.env.URL + '/number%205?n=number 5')
      })
    `,
  })
  start([...VITEST, 'more.test.mjs'], { RETRACE_MODE: 'once' })
  const { said } = start([...VITEST, 'more.test.mjs'], { RETRACE_MODE: 'new', MORE: '1' })
  expect(said).toContain('written  1 fixture: __recordings__/more.test.mjs/adds.json\n')
  expect(fixtures('more.test.mjs')).toEqual(['adds.json'])
})
