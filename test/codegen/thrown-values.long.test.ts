/** Programs that throw what is no error: texts, numbers, nothing at all. */
import { expect, test } from 'vitest'
import type { Project } from '../support/project.ts'
import {
  generate,
  type Module,
  outcomeOf,
  projectOf,
  record,
  type Runner,
  type Syntax,
  textIn,
} from './level-projects.ts'
import { observe } from './observing.ts'

const LIB: Module = {
  source: `function check(row) {
  if (!row.ok) throw 'no such row'
  return row
}

async function load(row) {
  await null
  return row.ok ? row : Promise.reject(undefined)
}

function begin(row) {
  void load(row)
}
`,
  exports: ['check', 'load', 'begin'],
}

const calling = (source: string): Module => ({ imports: { './lib.js': '{ check, load, begin }' }, source })

test('the same text is thrown anew each time', async () => {
  const { failure, calls } = await observe({
    'main.mjs': `function first(row) {
  throw 'nope'
}
function second(row) {
  if (row > 1) throw 'nope'
}
try {
  first()
} catch {
  console.log('caught')
}
for (const row of [0, 1, 2]) second(row)`,
  })
  expect(failure).toMatchObject({ error: { class: 'string', message: 'nope' }, at: { line: 5 } })
  expect(calls).toMatchObject([{ candidate: { name: 'second', call: 3 } }])
})

async function recorded(runner: Runner, syntax: Syntax, code: string): Promise<Project> {
  const project = projectOf(runner, syntax, { 'app.js': calling(code), 'lib.js': LIB })
  await record(project)
  return project
}

// Before a test is kept, it has passed with what was thrown pinned.
test.each(['vitest', 'jest'] as const)('a text that is thrown is what the test fails by (%s)', async (runner) => {
  const project = await recorded(runner, 'CommonJS', 'check({ ok: true })\ncheck({ id: 7 })\n')
  const generated = await generate(project)
  expect(generated).toMatchObject({ title: 'check does not throw a string', level: 'function', rejected: [] })
  expect(await outcomeOf(project, generated)).toMatchObject({ kind: 'failed' })
})

test('what is thrown at once is pinned as a rejection is', async () => {
  const project = await recorded('vitest', 'ESM', 'check({ id: 7 })\n')
  const pinned = await generate(project, '--assert', 'error')
  expect(pinned).toMatchObject({ title: 'check throws a string', level: 'function', rejected: [] })
  expect(textIn(project, pinned)).toContain("await expect(async () => check({ id: 7 })).rejects.toBe('no such row')")
})

test('so is a promise that is rejected with nothing', async () => {
  const project = await recorded('vitest', 'ESM', 'await load({ id: 7 })\n')
  const awaited = await generate(project, '--assert', 'error')
  expect(awaited).toMatchObject({ title: 'load throws undefined', level: 'function' })
  expect(textIn(project, awaited)).toContain('await expect(load({ id: 7 })).rejects.toBe(undefined)')
})

test('what nobody waits for is told by all that comes of the call', async () => {
  const project = await recorded('vitest', 'ESM', 'begin({ id: 7 })\n')
  const late = await generate(project, '--function', 'begin')
  expect(late).toMatchObject({ title: 'begin leaves no undefined uncaught', level: 'function' })
  expect(textIn(project, late)).toContain('await retrace.run(() => begin({ id: 7 }))')
})
