/** Several failures of one recording. */
import { expect, test } from 'vitest'
import { retrace } from '../support/cli.ts'
import { BadProject, CRASH } from './bad-input/projects.ts'

const TITLE = 'total does not throw TypeError'

test('another failure of the same recording has a test of its own; written again, each takes the place of its own', () => {
  const project = new BadProject({
    ...CRASH,
    'main.mjs': `import { total } from './total.mjs'
for (const lines of [null, undefined]) {
  try {
    total({ lines })
  } catch {}
  await new Promise((resolve) => setTimeout(resolve, 1))
}
`,
  })
  const { folder } = project
  retrace(folder, ['record', '--out', 'both', '--', process.execPath, 'main.mjs'])
  const listed = retrace(folder, ['failures', 'both', '--caught', '--json']).stdout.trim().split('\n')
  const [first, second] = listed.map((line) => String((JSON.parse(line) as { event: number }).event))
  const generateOf = (event = ''): string => retrace(folder, ['generate', 'both', '--event', event]).stderr
  expect(generateOf(first)).not.toContain('takes the place')
  expect(generateOf(second)).not.toContain('takes the place')
  const both = project.read('total.test.js')
  expect(both).toContain(`both event ${second} `)
  expect(generateOf(second)).toContain(`it takes the place of "${TITLE} (2)"`)
  expect(project.read('total.test.js')).toBe(both)
})
