/** Flags of Retrace on the command line of a real vitest. */
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { COMMAND, PRELOAD, run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'

const VITEST = path.join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs')

let project: Project

beforeAll(() => {
  project = makeProject({
    'package.json': '{ "type": "module" }',
    'vitest.config.ts': `
      import { defineConfig } from 'vitest/config'
      import { retrace } from '@retrace/vitest/plugin'
      export default defineConfig({ plugins: [retrace()] })
    `,
    'draw.test.ts': `
      import { retrace } from '@retrace/vitest'
      import { test } from 'vitest'
      test('draws', async () => {
        const { mode } = await retrace.record()
        console.log('DRAWN ' + mode + ' ' + Math.random())
      })
    `,
  })
})
afterAll(() => project.remove())

interface Drawn {
  readonly status: number | null
  readonly mode: string | undefined
  readonly value: string | undefined
  readonly output: string
}

function drawn(command: readonly string[], env: NodeJS.ProcessEnv = {}): Drawn {
  const { status, stdout, stderr } = run(project.folder, [process.execPath, ...command], { env })
  const [, mode, value] = /DRAWN (\w+) (\S+)/.exec(stdout) ?? []
  return { status, mode, value, output: stdout + stderr }
}

const withPreload = { NODE_OPTIONS: `--require=${PRELOAD}` }

test('`retrace vitest` takes them, and the preload does for plain `vitest`', () => {
  const first = drawn([COMMAND, 'vitest', 'run', '--retrace-record', 'draw'])
  expect(first).toMatchObject({ status: 0, mode: 'record' })
  const again = [
    drawn([COMMAND, 'vitest', '--retrace-replay', 'run', 'draw']),
    drawn([VITEST, 'run', '--retrace-replay', 'draw'], withPreload),
    drawn([VITEST, 'run', '--retrace-mode=none', 'draw'], withPreload),
  ]
  for (const one of again) expect(one).toMatchObject({ status: 0, mode: 'replay', value: first.value })
  const live = drawn([COMMAND, 'vitest', 'run', '--retrace-mode', 'off'])
  expect(live).toMatchObject({ status: 0, mode: 'off' })
  expect(live.value).not.toBe(first.value)
})

test('a wrong mode is refused before the runner starts', () => {
  const refused = 'retrace: --retrace-mode is once, new, none, all or off, and not sometimes\n'
  for (const command of [[COMMAND, 'vitest'], [COMMAND, 'jest'], [VITEST]])
    expect(drawn([...command, 'run', '--retrace-mode=sometimes'], withPreload)).toMatchObject({
      status: 64,
      output: refused,
    })
})

test('a wrong mode in the environment fails the tests that would go by it', () => {
  const { status, output } = drawn([COMMAND, 'vitest', 'run'], { RETRACE_MODE: 'sometimes' })
  expect(status).toBe(1)
  expect(output).toContain('the option `RETRACE_MODE` is "sometimes"')
})

test('the runner gets what is its own, and its exit code is that of the command', () => {
  expect(drawn([COMMAND, 'vitest', 'run', 'no-such-test']).status).toBe(1)
  expect(drawn([COMMAND, 'vitest', '--help']).output).toContain('--reporter')
})

test('a project without the runner is told so', () => {
  const { status, stderr } = run('/', [process.execPath, COMMAND, 'jest', '--retrace-replay'])
  expect(status).toBe(127)
  expect(stderr).toContain('Failed to start jest')
  expect(stderr).toContain('npm i -D jest')
})
