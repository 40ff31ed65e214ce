/** Tests that have one name, under real test runners. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startFixture } from '../services/start.mjs'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'

const modules = path.join(import.meta.dirname, '../../node_modules')
const [VITEST, JEST] = [path.join(modules, 'vitest/vitest.mjs'), path.join(modules, 'jest/bin/jest.js')]

const TESTS = `
  const get = async (path) => (await fetch(process.env.URL + path)).text()
  const asks = (path) => async () => {
    await retrace.record()
    expect(await get(path)).toContain('answered')
  }
  test('dup', asks('/d1'))
  test('dup', asks('/d2'))
  test('a/b', asks('/slash'))
  test('a:b', asks('/colon'))
  let tries = 0
  const tried = async () => {
    await asks('/tried')()
    if (++tries < 2) throw new Error('not yet')
  }
  test('records twice', async () => {
    for (let i = 0; i < 2; i++) await retrace.record(async () => expect(await get('/twice')).toContain('answered'))
  })
`

const FILES = {
  'package.json': '{ "type": "module" }',
  'vitest.config.js': `
    import { retrace } from '@retrace/vitest/plugin'
    export default { plugins: [retrace()], test: { include: ['vitest.test.js'] } }
  `,
  'vitest.test.js': `
    import { retrace } from '@retrace/vitest'
    import { expect, test } from 'vitest'
    ${TESTS}
    test('is tried again', { retry: 1 }, tried)
    test('is repeated', { repeats: 1 }, asks('/repeated'))
  `,
  'jest.config.json':
    '{ "testEnvironment": "@retrace/jest-environment", "transform": {}, "testMatch": ["**/jest.test.cjs"] }',
  'jest.test.cjs': `
    const { retrace } = require('@retrace/jest-environment')
    ${TESTS}
    jest.retryTimes(1)
    test('is tried again', tried)
    test('is repeated', asks('/repeated'))
  `,
}

let project: Project
let url: string
let stop: () => Promise<unknown>

beforeAll(async () => {
  project = makeProject(FILES)
  const server = await startFixture('race/server.js')
  ;({ url, stop } = server)
})
afterAll(async () => {
  await stop()
  project.remove()
})

describe.each([
  ['vitest', 'vitest.test.js', [VITEST, 'run', '--no-color']],
  ['Jest', 'jest.test.cjs', [JEST, '-i', '--no-cache', '--ci=false']],
] as const)('under %s', (_name, file, command) => {
  test.each(['all', 'once', 'none'])('the second one is refused, in the mode %s', (mode) => {
    const { stdout, stderr } = run(project.folder, [process.execPath, ...command], {
      env: { URL: url, RETRACE_MODE: mode },
    })
    const output = (stdout + stderr).replaceAll(/\s+/g, ' ')
    expect(output).toMatch(/Tests:? +2 failed,? (\| )?5 passed/)
    expect(output).toContain(`Failed to record "dup": another test has it already, "dup" at ${file}:`)
    expect(output).toContain('dup.json. Give one of the two another name')
    const folder = path.join(project.folder, '__recordings__', file)
    expect(readFileSync(path.join(folder, 'dup.json'), 'utf8')).toContain('/d1')
    expect(readdirSync(folder)).toEqual([
      'a_b.json',
      'dup.json',
      'is repeated.json',
      'is tried again.json',
      'records twice.json',
    ])
  })
})
