/** A test that is written again: it takes the place of the one that was there, with what the file has imported for that. */
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { shapeOf } from '../property/shape.ts'
import { writePropertyTest } from '../property/write.ts'
import { UserProject } from '../project/project.ts'
import { graphOf } from '../values/graph.test-kit.ts'
import type { TestPlan, WrittenTest } from './plan.ts'
import { keep, placeOf, planOf, userProject, writeFiles } from './user-project.test-kit.ts'

class Customer {
  name: string
  constructor(name: string) {
    this.name = name
  }
}

const typed = userProject({
  'package.json': '{ "type": "module", "devDependencies": { "vitest": "4" } }',
  'vitest.config.ts': `import { retrace } from '@retrace/vitest/plugin'
export default { plugins: [retrace()] }
`,
  'tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "preserve", "noEmit": true } }',
  'customer.ts': `export class Customer {
  name: string
  constructor(name: string) {
    this.name = name
  }
}
`,
  'greet.ts': `import type { Customer } from './customer'
export const greeted = new Map<string, Customer>()
export interface Message { text: string }
export const greet = (message: Message, customer: Customer, other: Customer): string =>
  message.text.trim() + customer.name + other.name + greeted.size
`,
})
const plain = userProject({
  'package.json': '{ "devDependencies": { "jest": "30" } }',
  'jest.config.js': "module.exports = { testEnvironment: '@retrace/jest-environment' }\n",
  'errors.js': `class GreetError extends Error {}
exports.GreetError = GreetError
`,
  'greet.js': `const { GreetError } = require('./errors')
exports.greet = (text) => {
  if (text === null) throw new GreetError('nothing')
}
`,
})
afterAll(() => {
  typed.remove()
  plain.remove()
})

/** @param hasGreeted - whether its module had state, so that the test loads it for itself */
function planIn(hasGreeted: boolean): TestPlan {
  const file = path.join(typed.folder, 'greet.ts')
  const args = [{ text: null, at: 1 }, new Customer('Ada'), { name: 'Bob', age: 7 }]
  const classes = new Map<unknown, string>([[Customer, path.join(typed.folder, 'customer.ts')]])
  const call = { file, name: 'greet', at: '(message: Message', args, error: {}, classes }
  const plan = planOf(new UserProject(file), call, placeOf(file, 'trim'))
  if (!hasGreeted) return plan
  const { graph, roots } = graphOf([undefined, ...args, undefined, new Map([['Ada', args[1]]])], classes)
  const moduleState = [{ file, name: 'greeted', root: roots.at(-1) as number }]
  return { ...plan, call: { ...plan.call, values: graph, moduleState } }
}

/** Writes the test, and one of a property beside it. */
async function writeBoth(test: TestPlan): Promise<string> {
  const { title } = await keep(test)
  const shape = shapeOf(['a', 'b'], ['a'])
  const part = { operation: 'GET /', path: '$.text', shape, types: undefined }
  const its = await writePropertyTest({ test, fixture: title, parts: [part], declared: [] }, false)
  if (its.kind === 'impossible') throw new Error(its.what)
  writeFiles(typed.folder, { [its.file]: its.text })
  return its.text
}

const importsIn = (text: string): string[] => text.split('\n').filter((line) => /import|require\(/.test(line))

test('each time it is the same, whatever it loads for itself and names the types of', async () => {
  const first = (await keep(planIn(true))).text
  expect(importsIn(first)).toEqual([
    "import { test, vi } from 'vitest'",
    "import { retrace } from '@retrace/vitest'",
    "import type { Message } from './greet'",
    "import type { Customer } from './customer'",
    "  const { greet, greeted } = await import('./greet')",
    "  const { Customer } = await import('./customer')",
  ])
  const both = await writeBoth(planIn(true))
  expect(both).toContain(first.slice(first.indexOf('// Recorded')))
  expect(both).not.toMatch(/Customer\d|Message\d/)
})

test('what it no longer imports goes, though a name in a test is the same', async () => {
  expect(importsIn((await keep(planIn(false))).text)).toEqual(
    expect.arrayContaining(["import { greet } from './greet'", "import { Customer } from './customer'"]),
  )
  expect((await keep(planIn(true))).text).not.toContain("import { greet } from './greet'")
})

/** @param text - what it was called with */
function plainPlan(text: string | null, id = 'rec-1', failsWith = 'GreetError'): TestPlan {
  const file = path.join(plain.folder, 'greet.js')
  const error = { class: failsWith, message: 'nothing', isOwn: failsWith === 'GreetError' }
  const call = { file, name: 'greet', at: '(text', args: [text], error }
  const plan = planOf(new UserProject(file), call, placeOf(file, 'throw'))
  return { ...plan, recording: { ...plan.recording, id } }
}

test('what is required is used again, and goes with the test that needed it; so does its fixture', async () => {
  const write = (assertion: TestPlan['assertion']): Promise<WrittenTest> => keep({ ...plainPlan(null), assertion })
  const first = await write('no-crash')
  expect(first.leftOver).toEqual([])
  const pinned = await write('error')
  expect(importsIn(pinned.text)).toEqual([
    "const { retrace } = require('@retrace/jest-environment')",
    "const { greet } = require('./greet')",
    "const { GreetError } = require('./errors')",
  ])
  const folder = path.join(plain.folder, '__recordings__/greet.test.js')
  expect(pinned.leftOver).toEqual([path.join(folder, `${first.title}.json`)])
  const again = await write('no-crash')
  expect(again).toMatchObject({ text: first.text, leftOver: [path.join(folder, `${pinned.title}.json`)] })
})

test('a test of another error, or of a result, takes the place of none that is of the same function', async () => {
  const failing = plainPlan(null, 'rec-3')
  const first = await keep(failing)
  const result = await keep({
    ...failing,
    call: { ...failing.call, outcome: { kind: 'returned', root: 0 } },
    assertion: 'result',
  })
  expect(result).toMatchObject({ replaced: null, leftOver: [] })
  const other = plainPlan(null, 'rec-3', 'RangeError')
  expect(await keep(other)).toMatchObject({ replaced: null, leftOver: [] })
  expect((await keep(failing)).replaced).toBe(first.title)
  expect((await keep({ ...other, assertion: 'error' })).replaced).toBe('greet does not throw RangeError')
})

test('a file beside a test is its own, and goes with it', async () => {
  const long = (letter: string): string => `${letter}${' and so on'.repeat(1000)}`
  const at = (name: string): string => path.join(plain.folder, name)
  writeFiles(plain.folder, { 'greet.test.text.txt': 'of somebody' })
  const first = await keep(plainPlan(long('a')))
  expect(first.data).toEqual([{ file: at('greet.test.text2.txt'), content: long('a') }])
  const other = await keep(plainPlan(long('b'), 'rec-2'))
  expect(other.data).toEqual([{ file: at('greet.test.text3.txt'), content: long('b') }])
  expect((await keep(plainPlan(long('a')))).data).toEqual(first.data)
  expect((await keep(plainPlan(null))).leftOver).toEqual([at('greet.test.text2.txt')])
})
