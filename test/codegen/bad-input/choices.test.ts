/** What is asked for isn't there. */
import { expect, test } from 'vitest'
import { retrace } from '../../support/cli.ts'
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
  expect(project.refused(66, '--assert', 'error')).toMatchObject({
    code: 'NO_FAILURE',
    details: { why: 'nothing failed' },
  })
})

test('a failure that there is not: those that there are, are named', () => {
  const project = new BadProject(CRASH).record()
  const choices = [
    ['--at', 'total.mjs:1'],
    ['--error', 'RangeError'],
    ['--event', '99999'],
    ['--request', 'GET /orders/7'],
  ]
  for (const choice of choices) {
    const { code, said } = project.refused(66, ...choice)
    expect(code).toBe('NO_FAILURE')
    expect(said).toContain(
      "none is as asked for. There is TypeError: Cannot read properties of null (reading 'length') at total.mjs:2 (rejection, event ",
    )
    expect(said).toContain('`retrace failures <folder>/recording --caught` lists what there is')
  }
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
  [['--error', '/[/'], '--error is a class or a regular expression: Invalid regular expression: /[/'],
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

/** What it swallows it swallows in its second call; what it wraps goes on as the cause of another. */
const HANDLED = {
  'main.mjs': `import { itemsAt, load } from './stock.mjs'

await load('[{ "items": [1] }]')
await load('[{}]')
await itemsAt('http://127.0.0.1:1/')
`,
  'stock.mjs': `export async function load(text) {
  try {
    await null
    return JSON.parse(text)[0].items.length
  } catch {
    return 0
  }
}

export class StockError extends Error {
  name = 'StockError'
}

export async function itemsAt(url) {
  try {
    return await fetch(url)
  } catch (error) {
    throw new StockError('no stock', { cause: error })
  }
}
`,
}

test('an error that another one came of: the test is of that', () => {
  const project = new BadProject(HANDLED).record()
  expect(project.written('--error', 'bad port')).toMatchObject({
    file: 'stock.test.js',
    error: { class: 'StockError' },
    cause: { class: 'Error', message: 'bad port' },
  })
  const failures = retrace(project.folder, ['failures', 'recording']).stdout
  expect(failures).toMatch(/\n {4}caused by TypeError: fetch failed at stock\.mjs:16:12\n {4}caused by Error: bad port/)
})

test('an error that a handler swallowed: a test of what its function gave in that call can be had', () => {
  const project = new BadProject(HANDLED).record()
  const pattern = "TypeError: .*reading 'length'"
  const { code, said } = project.refused(66, '--error', pattern, '--function', 'load')
  expect(code).toBe('NO_PLACE_TO_TEST')
  const flags = `--error 'TypeError: .*reading '\\''length'\\''' --assert result --function load`
  expect(said).toContain(`Test that: retrace generate recording ${flags}\n`)
  project.written('--error', pattern, '--assert', 'result', '--function', 'load')
  expect(project.read('stock.test.js')).toContain("expect(await load('[{}]')).toBe(0)")
})
