/** Where a test file may import Retrace: most test files don't, and nothing is loaded for them. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'

const VITEST = path.join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs')
const KIT = 'node_modules/kit'

let project: Project

beforeAll(() => {
  project = makeProject({
    'vitest.config.js': `
      import { retrace } from '@retrace/vitest/plugin'
      export default { plugins: [retrace()], test: { include: ['*.test.js'] } }
    `,
    [`${KIT}/package.json`]: '{"name":"kit","type":"module","exports":"./index.js"}',
    [`${KIT}/index.js`]: `export { retrace } from '@retrace/vitest'`,
    'package.test.js': `
      import { retrace } from 'kit'
      import { test } from 'vitest'
      test('draws', async () => {
        await retrace.record()
        console.log('DRAWN ' + Math.random())
      })
    `,
    'late.test.js': `
      import { test } from 'vitest'
      test('draws', async () => {
        const { retrace } = await import('kit')
        await retrace.record()
      })
    `,
  })
})

afterAll(() => project.remove())

function vitest(file: string, mode: string): string {
  const { stdout, stderr } = run(project.folder, [process.execPath, VITEST, 'run', '--no-color', file], {
    env: { RETRACE_MODE: mode },
  })
  return stdout + stderr
}

const drawn = (output: string): string | undefined => /^DRAWN (.*)$/m.exec(output)?.[1]

test('a test that has it by way of a package is known by its name', () => {
  const recorded = vitest('package', 'once')
  expect(recorded).toContain('1 passed')
  expect(existsSync(path.join(project.folder, '__recordings__/package.test.js/draws.json'))).toBe(true)
  const replayed = vitest('package', 'none')
  expect(replayed).toContain('1 passed')
  expect(drawn(replayed)).toBe(drawn(recorded))
})

test('one that has it so while it runs is told to give a name', () => {
  expect(vitest('late', 'once')).toContain('Give the recording a name')
})
