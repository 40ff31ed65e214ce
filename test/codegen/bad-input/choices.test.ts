/** What is asked for isn't there. */
import { expect, test } from 'vitest'
import { BadProject, CRASH } from './projects.ts'

test('a run in which nothing failed', () => {
  const project = new BadProject({ 'main.mjs': "console.log('fine')" }).record()
  expect(project.refused(66)).toContain(
    'nothing failed in <folder>/recording, so it is to be about what something gave: choose a function with --function NAME',
  )
  expect(project.refusedJson(66)).toMatchObject({ code: 'NOTHING_CHOSEN' })
  expect(project.refused(66, '--error', 'TypeError')).toContain('none is as asked for, and none was caught.')
})

test('a failure that there is not, in each way to choose one: those that there are, are named', () => {
  const project = new BadProject(CRASH).record()
  const there =
    "none is as asked for. There is TypeError: Cannot read properties of null (reading 'length') at total.mjs:2 (rejection, event "
  for (const choice of [
    ['--at', 'total.mjs:1'],
    ['--error', 'RangeError'],
    ['--event', '99999'],
    ['--request', 'GET /orders/7'],
  ])
    expect(project.refused(66, ...choice)).toContain(there)
})

test('a function that led to no failure: those that did are named', () => {
  const project = new BadProject(CRASH).record()
  expect(project.refused(66, '--function', 'totel')).toContain(
    "Failed to write a test of totel: no function of that name led to TypeError: Cannot read properties of null (reading 'length'). Those that did: total (total.mjs:1). Give one of these to --function, or leave it out.",
  )
  expect(project.refusedJson(66, '--function', 'totel')).toMatchObject({
    code: 'NO_SUCH_FUNCTION',
    details: { name: 'totel', functions: [{ function: 'total', place: 'total.mjs:1' }] },
  })
})

test.each([
  [['--error', '('], '--error is a class or a regular expression: Invalid regular expression: /(/'],
  [['--at', 'total.mjs'], '--at is FILE:LINE, and not total.mjs'],
  [['--event', 'first'], '--event is the number of an event, and not first'],
  [['--framework', 'mocha'], '--framework is vitest or jest, and not mocha'],
])('%j is refused before anything is replayed', (flags, message) => {
  const project = new BadProject(CRASH).record()
  expect(project.refused(64, ...flags)).toBe(`retrace: ${project.refusedJson(64, ...flags)['message'] as string}\n`)
  expect(project.refused(64, ...flags)).toContain(message)
})
