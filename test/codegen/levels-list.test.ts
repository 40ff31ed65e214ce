/** What `retrace generate` says of the functions that a test could call, and of what it has written. */
import { expect, test } from 'vitest'
import type { Project } from '../support/project.ts'
import { generate, outcomeOf, projectOf, record, said, textIn, textOf } from './level-projects.ts'

const SHOP = `const priceOf = (line) => line.offer.price

function total(lines) {
  return lines.map((line) => priceOf(line)).reduce((sum, price) => sum + price, 0)
}

function checkout({ lines }) {
  return { total: total(lines) }
}

`
const EXPORTS = ['total', 'checkout']

function shop(): Project {
  return projectOf('vitest', 'ESM', {
    'app.js': { imports: { './shop.js': '{ checkout }' }, source: 'checkout({ lines: [{ id: 7 }] })\n' },
    'shop.js': { source: SHOP, exports: EXPORTS },
  })
}

test('the functions are listed from the failure outward, with why no test can call them', async () => {
  const project = shop()
  await record(project)
  expect((await said(project, '--list')).stdout).toBe(`priceOf  shop.js:1  no test: priceOf is not exported
(no name)  shop.js:4  no test: nothing exports it under a name
total  shop.js:3
    total([{ id: 7 }])
checkout  shop.js:7
    checkout({ lines: [{ id: 7 }] })
`)
})

test('as JSON the list has their calls', async () => {
  const project = shop()
  await record(project)
  const { stdout } = await said(project, '--list', '--json')
  const [first, , , last] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object)
  expect(first).toMatchObject({ function: 'priceOf', place: 'shop.js:1', why: 'priceOf is not exported' })
  expect(last).toMatchObject({
    function: 'checkout',
    place: 'shop.js:7',
    why: null,
    call: { candidate: { call: 1 }, outcome: { kind: 'threw', error: { class: 'TypeError' } } },
  })
})

test('what is secret is in no list, and what is large is cut', async () => {
  const source = `function login(user, password, log) {
  return user.session.id + password.length + log.length
}

`
  const project = projectOf('vitest', 'ESM', {
    'app.js': {
      imports: { './login.js': '{ login }' },
      source: "login({ name: 'ada', token: 't-0815-4711-2342' }, 'correct-horse-9', 'x'.repeat(1000))\n",
    },
    'login.js': { source, exports: ['login'] },
  })
  await record(project)
  const { stdout } = await said(project, '--list', '--redact', '$.arguments[0].name')
  expect(stdout).toMatch(/^login {2}login\.js:1\n {4}login\(\{ name: '.*' \}, '.*', 'x{60}'… \(1000 characters\)\)\n$/)
  const json = (await said(project, '--list', '--json', '--redact', '$.arguments[0].name')).stdout
  for (const text of [stdout, json]) expect(text).not.toMatch(/'ada'|"ada"|t-0815|correct-horse/)
})

test('one of them can be chosen', async () => {
  const project = shop()
  await record(project)
  const generated = await generate(project, '--function', 'checkout')
  expect(generated).toMatchObject({
    file: 'shop.test.js',
    title: 'checkout does not throw TypeError',
    level: 'function',
    function: 'checkout',
    rejected: [],
    error: { class: 'TypeError', isOwn: false },
  })
  expect(textIn(project, generated)).toContain('checkout({ lines: [{ id: 7 }] })')
  expect(await outcomeOf(project, generated)).toMatchObject({ kind: 'failed', error: { at: { line: 1 } } })
  project.write({ 'shop.js': textOf({ source: SHOP.replace('.offer.', '.offer?.'), exports: EXPORTS }, 'ESM') })
  expect(await outcomeOf(project, generated)).toEqual({ kind: 'passed' })
})

test('one that no test can call is no choice', async () => {
  const project = shop()
  await record(project)
  const { status, stderr } = await said(project, '--function', 'priceOf')
  expect(status).not.toBe(0)
  expect(stderr).toContain('priceOf is not exported')
})
