/** Files that are in the way. */
import { expect, test } from 'vitest'
import { BadProject, CRASH } from './projects.ts'

const OWN = `import { expect, test } from 'vitest'
import { total } from './total.mjs'

test('an order has lines', () => {
  expect(total({ lines: [1] })).toBe(1)
})
`

test('a test file that is there is added to; a test that was edited since is left as it is', () => {
  const project = new BadProject({ ...CRASH, 'total.test.js': OWN }).record()
  expect(project.written()).toMatchObject({ file: 'total.test.js' })
  const text = project.read('total.test.js')
  expect(text).toContain(OWN.slice(OWN.indexOf('test(')))
  expect(text).toContain("test('total does not throw TypeError'")
  const edited = text.replace('lines: null', 'lines: undefined')
  project.write('total.test.js', edited)
  expect(project.refused(73)).toContain(
    'Left the test "total does not throw TypeError" in <folder>/total.test.js as it is: it has been edited since it was written. To have it written anew, remove it first.',
  )
  expect(project.read('total.test.js')).toBe(edited)
})

test('a test file that has a syntax error', () => {
  const broken = OWN.slice(0, -5)
  const project = new BadProject({ ...CRASH, 'total.test.js': broken }).record()
  expect(project.refused(73)).toMatch(
    /Failed to add a test to <folder>\/total\.test\.js: it has a syntax error in line \d+: .*expected\. Mend it, and run the command again\./,
  )
  expect(project.read('total.test.js')).toBe(broken)
})

test('a folder of tests that can not be written to', () => {
  // Whoever runs the suite may be allowed everything: a file stands where a folder is needed.
  const inFolder = new BadProject({ ...CRASH, __recordings__: '' }).record()
  expect(inFolder.refused(73, '--function', 'total')).toMatch(
    /Failed to write the fixture <folder>\/__recordings__\/.*: /,
  )
})
