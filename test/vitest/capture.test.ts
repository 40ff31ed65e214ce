/** The option `capture: 'on-failure'`, in a real vitest. That races fail again is in `test/proof/races.test.ts`. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { COMMAND, PRELOAD, run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'

const VITEST = path.join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs')

const FILES = {
  'package.json': '{ "type": "module" }',
  'vitest.config.ts': `
    import { defineConfig } from 'vitest/config'
    import { retrace } from '@retrace/vitest/plugin'
    export default defineConfig({ plugins: [retrace({ capture: 'on-failure' })] })
  `,
  'draws.test.ts': `
    import { retrace } from '@retrace/vitest'
    import { describe, expect, test } from 'vitest'
    const fail = (saw: unknown) => { throw new Error('SAW ' + JSON.stringify(saw)) }
    describe('suite', () => { test('costs $5 (or "more")', () => fail(Math.random())) })
    let tries = 0
    test('passes when it is tried again', { retry: 3 }, () => {
      console.log('TRY ' + Math.random())
      if (++tries < 3) fail(tries)
    })
    test('is wanted to fail', { fails: true }, () => fail('nothing'))
    test('passes', () => expect(Math.random()).toBeLessThan(1))
    test('has a recording of its own', async () => {
      const { mode } = await retrace.record()
      console.log('MODE ' + mode)
      fail(Math.random())
    })
    test('hangs', { timeout: 200 }, () => new Promise(() => {}))
    test.concurrent('at the same time, one', () => new Promise((resolve) => setTimeout(resolve, 20)).then(() => fail(Math.random())))
    test.concurrent('at the same time, two', () => new Promise((resolve) => setTimeout(resolve, 20)).then(() => fail(Math.random())))
  `,
}

let project: Project
let first: string

function vitest(command: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const given = { RETRACE_MODE: 'once', ...env }
  const { stdout, stderr } = run(project.folder, [process.execPath, ...command, '--no-color'], { env: given })
  return stdout + stderr
}

const captures = (): string => path.join(project.folder, 'recordings/tests/draws.test.ts')
/** What tests have seen, by the line after their names. */
const seen = (output: string): string[] =>
  [...output.matchAll(/Error: (SAW .*|Test timed out.*)$/gm)].map(([, saw]) => saw as string)

beforeAll(() => {
  project = makeProject(FILES)
  first = vitest([VITEST, 'run'])
})
afterAll(() => project.remove())

test('each test that fails leaves a file, and the others leave none', () => {
  expect(readdirSync(captures())).toEqual([
    'at the same time, one.json',
    'at the same time, two.json',
    'hangs.json',
    'passes when it is tried again.json',
    'suite costs _5 (or _more_).json',
  ])
  expect(readFileSync(path.join(captures(), '../.gitignore'), 'utf8')).toBe('*\n')
})

test('the failure says how the test is run again, and that command fails in the same way', () => {
  expect(first).toContain(
    String.raw`
  npx retrace vitest --retrace-replay="recordings/tests/draws.test.ts/suite costs _5 (or _more_).json" -t 'suite costs \$5 \(or "more"\)'
`,
  )
  const name = String.raw`suite costs \$5 \(or "more"\)`
  const file = path.join(captures(), 'suite costs _5 (or _more_).json')
  const args = ['vitest', 'run', `--retrace-replay=${file}`, '-t', name]
  const [saw] = seen(first)
  expect(seen(vitest([COMMAND, ...args]))).toEqual([saw])
  // Once it is enabled, without the command.
  const plain = [VITEST, ...args.slice(1)]
  expect(seen(vitest(plain, { NODE_OPTIONS: `--require=${PRELOAD}` }))).toEqual([saw])
})

test('of a test that is tried again, the last try that failed is kept', () => {
  const file = path.join(captures(), 'passes when it is tried again.json')
  const tries = (output: string): string[] => [...output.matchAll(/^TRY (.*)$/gm)].map(([, drawn]) => drawn as string)
  const again = vitest([COMMAND, 'vitest', 'run', `--retrace-replay=${file}`, '-t', 'tried again'])
  const [, second] = tries(first)
  expect(tries(again)).toEqual([second, second, second])
})

test('a test that records itself is run again from its own fixture', () => {
  expect(first).toContain('This run is recorded in __recordings__/draws.test.ts/has a recording of its own.json.')
  const args = ['-t', 'of its own']
  const again = vitest([COMMAND, 'vitest', 'run', '--retrace-replay', ...args])
  expect(again).toContain('MODE replay')
  expect(seen(again)[0]).toBe(seen(first)[1])
  expect(again).not.toContain('This run is recorded')
  const file = path.join(project.folder, '__recordings__/draws.test.ts/has a recording of its own.json')
  const refused = vitest([COMMAND, 'vitest', 'run', `--retrace-replay=${file}`, ...args])
  expect(refused).toContain('it is the fixture of a recording that "has a recording of its own" begins itself')
})

test('a test that hangs is captured up to there', () => {
  const file = path.join(captures(), 'hangs.json')
  const again = vitest([COMMAND, 'vitest', 'run', `--retrace-replay=${file}`, '-t', 'hangs'])
  expect(seen(again)).toContain('Test timed out in 200ms.')
})

test('nothing is captured where recordings are off, and a wrong value is refused', () => {
  const output = vitest([VITEST, 'run', '-t', 'suite'], { RETRACE_MODE: 'off' })
  expect(output).toContain('Tests  1 failed')
  expect(output).not.toContain('This run is recorded')
  project.write({ 'wrong.config.ts': FILES['vitest.config.ts'].replace("'on-failure'", "'always' as never") })
  const refused = vitest([VITEST, 'run', '--config', 'wrong.config.ts'])
  expect(refused).toContain('the option `capture` is "always". It can be `on-failure`, `never`')
})
