/** Several recordings of one crash. */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { type Result, retrace } from '../support/cli.ts'
import { BadProject, CRASH } from './bad-input/projects.ts'

const TITLE = 'total does not throw TypeError'

function generate({ folder }: BadProject, name: string): Result {
  retrace(folder, ['record', '--out', name, '--', process.execPath, 'main.mjs'])
  return retrace(folder, ['generate', name])
}

test('the same crash again is said to be tested; with other arguments it has a test of its own', () => {
  const project = new BadProject(CRASH)
  expect(generate(project, 'first')).toMatchObject({ status: 0 })
  const written = project.read('total.test.js')
  expect(generate(project, 'second')).toMatchObject({
    status: 0,
    stdout: `total.test.js\n__recordings__/total.test.js/${TITLE}.json\n`,
    stderr: expect.stringContaining(
      `the test "${TITLE}" was there before, of another recording of the same: it fails as the recorded run did`,
    ),
  })
  expect(project.read('total.test.js')).toBe(written)

  project.write('main.mjs', (CRASH['main.mjs'] as string).replace('null', 'undefined'))
  const third = generate(project, 'third')
  expect(third.stderr).toContain(`the test "${TITLE} (2)" fails as the recorded run did`)
  expect(readdirSync(path.join(project.folder, '__recordings__/total.test.js'))).toHaveLength(2)
})
