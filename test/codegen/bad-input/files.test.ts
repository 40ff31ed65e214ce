/** Files that are in the way. */
import { expect, test } from 'vitest'
import { BadProject, CRASH } from './projects.ts'

const OWN = `import { expect, test } from 'vitest'
import { total } from './total.mjs'

test('an order has lines', () => {
  expect(total({ lines: [1] })).toBe(1)
})
`

test('a test file that is there is added to', () => {
  const project = new BadProject({ ...CRASH, 'total.test.js': OWN }).record()
  expect(project.written()).toMatchObject({ file: 'total.test.js' })
  const text = project.read('total.test.js')
  expect(text).toContain(OWN.slice(OWN.indexOf('test(')))
  expect(text).toContain("test('total does not throw TypeError'")
})

test('a test that was written before, and edited since, is left as it is', () => {
  const edited = `${OWN}
// Recorded 2026-11-25T20:16:19Z
// recording 188cac6f
test('total does not throw TypeError', () => {
  total({ lines: undefined })
})
`
  const project = new BadProject({ ...CRASH, 'total.test.js': edited }).record()
  const { code, said } = project.refused(73)
  expect(code).toBe('TEST_EDITED')
  expect(said).toContain(
    'Left the test "total does not throw TypeError" in <folder>/total.test.js as it is: it has been edited since it was written. To have it written anew, remove it first.',
  )
  expect(project.read('total.test.js')).toBe(edited)
})

test('a test that was written before, and is asserted otherwise now: nothing of it stays', () => {
  const project = new BadProject(CRASH).record()
  const first = project.written()
  const again = project.written('--assert', 'error')
  expect(again).toMatchObject({ file: 'total.test.js', title: 'total throws TypeError' })
  expect(project.read('total.test.js')).not.toContain(first['title'])
  expect(project.files.filter((name) => name.endsWith('.json'))).toEqual([again['fixture'], 'package.json'])
})

test('a test file that has a syntax error', () => {
  const broken = OWN.slice(0, -5)
  const project = new BadProject({ ...CRASH, 'total.test.js': broken }).record()
  expect(project.refused(73).said).toMatch(
    /Failed to add a test to <folder>\/total\.test\.js: it has a syntax error in line \d+: .*expected\. Mend it, and run the command again\./,
  )
  expect(project.read('total.test.js')).toBe(broken)
})

test('a folder of tests in which nothing can be written', () => {
  // Whoever runs the suite may write anywhere; so a file stands where a folder is needed.
  const files = { 'tests/other.test.js': OWN.replace('./', '../'), 'tests/__recordings__': '' }
  const { code, said } = new BadProject({ ...CRASH, ...files }).record().refused(73)
  expect(code).toBe('FIXTURE_UNWRITABLE')
  expect(said).toContain('Failed to write the fixture <folder>/tests/__recordings__/total.test.js/')
})
