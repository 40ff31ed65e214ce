/** What is asked for isn't there. */
import { expect, test } from 'vitest'
import { BadProject, CRASH } from './projects.ts'

test('a run in which nothing failed', () => {
  const project = new BadProject({ 'main.mjs': "console.log('fine')" }).record()
  const { code, said } = project.refused(66)
  expect(code).toBe('NOTHING_CHOSEN')
  expect(said).toContain(
    'nothing failed in <folder>/recording, so it is to be about what something gave: choose a function with --function NAME',
  )
  expect(project.refused(66, '--error', 'TypeError')).toMatchObject({
    code: 'NO_FAILURE',
    details: { why: 'none is as asked for, and none was caught' },
  })
})

test.each([
  ['--at', 'total.mjs:1'],
  ['--error', 'RangeError'],
  ['--event', '99999'],
  ['--request', 'GET /orders/7'],
])('a failure that there is not, by %s: those that there are, are named', (...choice) => {
  const { code, said } = new BadProject(CRASH).record().refused(66, ...choice)
  expect(code).toBe('NO_FAILURE')
  expect(said).toContain(
    "none is as asked for. There is TypeError: Cannot read properties of null (reading 'length') at total.mjs:2 (rejection, event ",
  )
  expect(said).toContain('`retrace failures <folder>/recording --caught` lists what there is')
})

test('a function that led to no failure: those that did are named', () => {
  const project = new BadProject(CRASH).record()
  const { code, said, details } = project.refused(66, '--function', 'totel')
  expect(code).toBe('NO_SUCH_FUNCTION')
  expect(said).toContain(
    "Failed to write a test of totel: no function of that name led to TypeError: Cannot read properties of null (reading 'length'). Those that did: total (total.mjs:1). Give one of these to --function, or leave it out.",
  )
  expect(details).toMatchObject({ name: 'totel', functions: [{ function: 'total', place: 'total.mjs:1' }] })
})

test.each([
  [['--error', '('], '--error is a class or a regular expression: Invalid regular expression: /(/'],
  [['--at', 'total.mjs'], '--at is FILE:LINE, and not total.mjs'],
  [['--event', 'first'], '--event is the number of an event, and not first'],
  [['--framework', 'mocha'], '--framework is vitest or jest, and not mocha'],
])('%j is refused before anything is looked at', (flags, message) => {
  const { code, said } = new BadProject({}).refused(64, ...flags)
  expect(code).toBe('USAGE')
  expect(said).toContain(message)
})

test('what is said to people is on stderr alone', () => {
  const { status, stdout, stderr } = new BadProject({}).generate()
  expect({ status, stdout }).toEqual({ status: 66, stdout: '' })
  expect(stderr).toMatch(/^retrace: Failed to open the recording recording: .*\n$/)
})
