/** Rules of a project's own, in the configuration of Vitest and of Jest, in a test file, and in a test. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'
import { type Servers, startServers } from '../support/servers.ts'

const modules = path.join(import.meta.dirname, '../../node_modules')
const JEST = path.join(modules, 'jest/bin/jest.js')
const VITEST = path.join(modules, 'vitest/vitest.mjs')

/** Says what the rules are about to a server. */
const tests = (head: string): string => `
  ${head}
  const { web } = JSON.parse(process.env.PORTS)
  const say = (text) => fetch('http://localhost:' + web + '/said', { method: 'POST', body: JSON.stringify(text) })
  retrace.configure({ redact: [(value) => (value === 'of the file' ? 'by the file' : undefined)] })
  test('hides', async () => {
    await retrace.record({ redact: [(value, path) => (path === '$.body.test' ? 'by the test' : undefined)] })
    await say({ name: 'by name', text: 'number 123-45-6789', file: 'of the file', test: 'of the test', next_token: 'kept-by-path-1' })
  })
  test('forbids', async () => {
    await retrace.record()
    await say({ mail: 'jane@our-company.test' })
  })
`

const RULES = `{
  redact: ['$.body.name', '/\\\\d{3}-\\\\d{2}-\\\\d{4}/', { keep: 'next_token' }],
  forbid: [{ name: 'addresses of ours', pattern: '/@our-company/' }],
}`

const FILES = {
  'package.json': '{}',
  'vitest.config.mjs': `
    import { defineConfig } from 'vitest/config'
    import { retrace } from '@retrace/vitest/plugin'
    const rules = ${RULES}
    export default defineConfig({
      plugins: [retrace({ ...rules, redact: [...rules.redact, /number/] })],
      test: { include: ['*.spec.js'], globals: true },
    })
  `,
  'function.config.mjs': `
    import { defineConfig } from 'vitest/config'
    import { retrace } from '@retrace/vitest/plugin'
    export default defineConfig({ plugins: [retrace({ redact: [() => undefined] })] })
  `,
  'jest.config.js': `module.exports = {
    testEnvironment: '@retrace/jest-environment',
    transform: {},
    testMatch: ['**/*.test.js'],
    testEnvironmentOptions: { retrace: ${RULES} },
  }`,
  'lost.config.js': `module.exports = {
    ...require('./jest.config.js'),
    testEnvironmentOptions: { retrace: { redact: [/a/, () => undefined] } },
  }`,
  'one.spec.js': tests(`import { retrace } from '@retrace/vitest'`),
  'one.test.js': tests(`const { retrace } = require('@retrace/jest-environment')`),
  // With a second file Jest has workers.
  'two.test.js': `test('nothing', () => {})`,
}

let project: Project
let servers: Servers

function output(command: readonly string[]): string {
  const env = { RETRACE_MODE: 'all', PORTS: JSON.stringify(servers.ports) }
  const { stdout, stderr } = run(project.folder, [process.execPath, ...command], { env })
  return stdout + stderr
}

const folder = (file: string): string => path.join(project.folder, '__recordings__', file)

beforeAll(async () => {
  project = makeProject(FILES)
  servers = await startServers()
})

afterAll(async () => {
  await servers.stop()
  project.remove()
})

test.each([
  ['Vitest', 'one.spec.js', [VITEST, 'run', '--no-color']],
  ['Jest, with workers', 'one.test.js', [JEST, '--no-cache', '-w', '2']],
])('rules hold under %s', (_runner, file, command) => {
  const said = output(command)
  expect(said).toMatch(
    /Refused to write the fixture \S+forbids\.json: at \$\.exchanges\[0\]\S* it has what the rule addresses of ours forbids/,
  )
  expect(said).toMatch(/1 failed/)
  expect(readdirSync(folder(file))).toEqual(['hides.json'])
  expect(existsSync(path.join(folder(file), 'forbids.json'))).toBe(false)
  const fixture = readFileSync(path.join(folder(file), 'hides.json'), 'utf8')
  for (const hidden of ['by name', '123-45-6789', 'of the file', 'of the test']) expect(fixture).not.toContain(hidden)
  for (const shown of ['by the file', 'by the test', 'kept-by-path-1']) expect(fixture).toContain(shown)
})

test('a function in the configuration of Vitest is refused, and says where it can be', () => {
  const said = output([VITEST, 'run', '--config', 'function.config.mjs'])
  expect(said).toContain('there is a function in the option `redact`')
  expect(said).toContain('retrace.configure({ redact: [...] })')
})

test('what Jest loses on the way to its workers is refused', () => {
  const said = output([JEST, '--no-cache', '-w', '2', '--config', 'lost.config.js'])
  expect(said).toContain('the option `redact` is [{},null]')
  expect(said).toContain("give a pattern as a text, '/…/i'")
})
