/** Options of a test file: between those of the configuration and those of a test, under each runner. */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'

const modules = path.join(import.meta.dirname, '../../node_modules')

/** @param head - makes `retrace` and the functions of the runner known */
const tests = (head: string, more: string): string => `
  ${head}
  ${more}
  test('of the file', async () => {
    const { mode } = await retrace.record({ name: 'a' })
    console.log('MODE ' + mode)
  })
  test('of its own', async () => {
    const r = await retrace.record({ name: 'b', mode: 'off' })
    console.log('MODE ' + r.mode)
  })
`
const CONFIGURED = `retrace.configure({ mode: 'all', match: { http: { ignore: ['$.body.id'] } } })`

const jest = `const { retrace } = require('@retrace/jest-environment')`
const vitest = `import { retrace } from '@retrace/vitest'`
const node = `import { retrace } from '@retrace/core'\nimport test from 'node:test'`

const FILES = {
  'package.json': '{}',
  'jest.config.json': `{
    "testEnvironment": "@retrace/jest-environment", "transform": {}, "testMatch": ["**/*.jest.js"],
    "testEnvironmentOptions": { "retrace": { "mode": "off" } }
  }`,
  'vitest.config.mjs': `
    import { defineConfig } from 'vitest/config'
    import { retrace } from '@retrace/vitest/plugin'
    export default defineConfig({ plugins: [retrace({ mode: 'off' })], test: { include: ['*.vitest.js'], globals: true } })
  `,
  'one.jest.js': tests(jest, CONFIGURED),
  'two.jest.js': tests(jest, ''),
  'one.vitest.js': tests(vitest, CONFIGURED),
  'two.vitest.js': tests(vitest, ''),
  'one.node.mjs': `
    ${node}
    ${CONFIGURED}
    test('of the file', () => retrace.record('a', ({ mode }) => console.log('MODE ' + mode)))
    test('of its own', () => retrace.record({ name: 'b', mode: 'off' }, ({ mode }) => console.log('MODE ' + mode)))
  `,
}

let project: Project

beforeAll(() => {
  project = makeProject(FILES)
})

afterAll(() => project.remove())

function modes(command: readonly string[]): string[] {
  const { stdout, stderr } = run(project.folder, [process.execPath, ...command])
  return [...(stdout + stderr).matchAll(/MODE (\w+)/g)].map(([, mode]) => mode as string)
}

test.for([
  ['vitest', [path.join(modules, 'vitest/vitest.mjs'), 'run', '--no-color', '--no-file-parallelism']],
  [
    'vitest in one realm',
    [path.join(modules, 'vitest/vitest.mjs'), 'run', '--no-color', '--no-isolate', '--maxWorkers=1'],
  ],
  ['jest', [path.join(modules, 'jest/bin/jest.js'), '--no-cache', '-i']],
] as const)('under %s they hold for one file, and not for the next', ([, command]) => {
  expect(modes(command).toSorted()).toEqual(['off', 'off', 'off', 'record'])
})

test('under node:test too', () => {
  expect(modes(['one.node.mjs'])).toEqual(['record', 'off'])
  expect(readdirSync(path.join(project.folder, '__recordings__')).toSorted()).toContain('one.node.mjs')
})

test('a name is for a recording alone', () => {
  project.write({ 'three.mjs': `${node}; retrace.configure({ name: 'x' })` })
  const { stderr } = run(project.folder, [process.execPath, 'three.mjs'])
  expect(stderr).toContain('there is no option `name`. Options are mode, match')
})
