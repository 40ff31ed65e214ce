/** `retrace shrink`, on tests that real runners run. What it leaves of what is tested beside its source. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { shrink } from '@retrace/codegen'
import { afterEach, describe, expect, test } from 'vitest'
import { retrace, run, startRetrace } from '../support/cli.ts'
import { makeProject, type Project } from '../support/project.ts'

const RUNNER = path.resolve('node_modules/vitest/vitest.mjs')
const VITEST = {
  'package.json': '{ "private": true, "type": "module" }',
  'vitest.config.js': `import { retrace } from '@retrace/vitest/plugin'
export default { plugins: [retrace({ capture: 'on-failure' })] }
`,
}

let project: Project

afterEach(() => project.remove())

function http(target: string, at: number, json: unknown): object {
  return {
    protocol: 'http',
    to: 'shop.test:80',
    connection: 1,
    at,
    ended: at + 1,
    request: { method: 'GET', target, headers: ['host: shop.test', 'accept: */*'] },
    response: { at: at + 1, status: 200, headers: ['Content-Type: application/json'], body: { json } },
  }
}

function table(columns: readonly [name: string, type: string][], rows: readonly (readonly unknown[])[]): object {
  const named = columns.map(([name, type]) => ({ name, type }))
  return {
    protocol: 'postgres',
    to: 'db.test:5432',
    connection: 1,
    at: 1,
    ended: 2,
    statements: [{ sql: 'select * from rates' }],
    asked: ['query'],
    answers: [{ at: 2, messages: [{ columns: named, rows }, { complete: 'SELECT #' }, 'ready'] }],
  }
}

function fixture(test: string, ...exchanges: readonly object[]): string {
  return JSON.stringify({ format: 1, test, recorded: '2026-11-25T16:02:29.600Z', random: {}, exchanges })
}

function at(file: string): string {
  return path.join(project.folder, file)
}

interface Read {
  readonly exchanges: readonly {
    readonly request?: { readonly target: string }
    readonly response?: { readonly headers: readonly string[]; readonly body?: unknown }
    readonly answers?: readonly { readonly messages: readonly unknown[] }[]
  }[]
}

function read(file: string): Read {
  return JSON.parse(readFileSync(file, 'utf8')) as Read
}

const TOTAL = `export async function total(id) {
  const { items } = await (await fetch('http://shop.test/orders/' + id)).json()
  return items.reduce((sum, item) => sum + item.price.amount, 0)
}
`
const TOTAL_TEST = `import { retrace } from '@retrace/vitest'
import { test } from 'vitest'
import { total } from './orders.js'

test('total does not throw', async () => {
  await retrace.record()
  await total(7)
})
`
const TOTAL_FIXTURE = '__recordings__/orders.test.js/total does not throw.json'

function makeOrders(prices: readonly unknown[]): void {
  const order = { id: 7, customer: { name: 'Ada' }, items: prices.map((price, id) => ({ id, price })) }
  const text = fixture('total does not throw', http('/orders/7', 1, order), http('/log', 3, { level: 1 }))
  project = makeProject({ ...VITEST, 'orders.js': TOTAL, 'orders.test.js': TOTAL_TEST, [TOTAL_FIXTURE]: text })
}

const EUR = { amount: 2, currency: 'EUR' }

test('of an answer is left what makes the test fail, and the runner agrees', async () => {
  makeOrders([EUR, null])
  const { isLeast, before, after, runs } = await shrink(at(TOTAL_FIXTURE), { least: true })
  expect({ isLeast, before: before.exchanges, after: after.exchanges, runs }).toEqual({
    isLeast: true,
    before: 2,
    after: 1,
    runs: 3,
  })
  expect(read(at(TOTAL_FIXTURE)).exchanges).toMatchObject([
    { request: { target: '/orders/7' }, response: { headers: [], body: { json: { items: [{ price: null }] } } } },
  ])
  const red = run(project.folder, [process.execPath, RUNNER, 'run', '--no-color'], { env: { RETRACE_MODE: 'none' } })
  expect(red.stderr).toContain("TypeError: Cannot read properties of null (reading 'amount')")
})

test('what mended code may read stays in the fixture of a test, which is green from it', async () => {
  makeOrders([EUR, null])
  const { status, stderr } = retrace(project.folder, ['shrink', TOTAL_FIXTURE])
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('2 exchanges, ') })
  expect(stderr).toContain('all exchanges and fields are left, which the code may read once it is mended')
  const [order, log] = read(at(TOTAL_FIXTURE)).exchanges
  expect(order?.response?.body).toEqual({ json: { id: 7, customer: { name: 'Ada' }, items: [{ id: 1, price: null }] } })
  expect(log?.response?.body).toEqual({ json: { level: 1 } })
  const mended = TOTAL.replace('price.amount', 'price?.amount').replace(
    'return',
    "await (await fetch('http://shop.test/log')).json()\n  return",
  )
  project.write({ 'orders.js': mended })
  const green = run(project.folder, [process.execPath, RUNNER, 'run', '--no-color'], { env: { RETRACE_MODE: 'none' } })
  expect(green.status, green.stderr).toBe(0)
})

test('a table keeps the columns and rows that are read', async () => {
  const title = 'the rate is there'
  const name = `__recordings__/rates.test.js/${title}.json`
  project = makeProject({
    ...VITEST,
    'rates.js': `import pg from 'pg'
export async function rate() {
  const client = new pg.Client({ host: 'db.test', user: 'shop', database: 'shop' })
  await client.connect()
  const { rows } = await client.query('select * from rates')
  await client.end()
  for (const { factor } of rows) factor.toFixed(2)
}
`,
    'rates.test.js': `import { retrace } from '@retrace/vitest'
import { test } from 'vitest'
import { rate } from './rates.js'
test('${title}', async () => {
  await retrace.record()
  await rate()
})
`,
    [name]: fixture(
      title,
      table(
        [
          ['id', 'int4'],
          ['factor', 'float8'],
        ],
        [
          [1, 0.5],
          [2, null],
        ],
      ),
    ),
  })
  const { isLeast } = await shrink(at(name), { least: true })
  expect(isLeast).toBe(true)
  const [exchange] = read(at(name)).exchanges
  const columns = [{ name: 'factor', type: 'float8' }]
  expect(exchange?.answers?.[0]?.messages).toEqual([{ columns, rows: [[null]] }, { complete: 'SELECT #' }, 'ready'])
})

test('of a failed run that was kept is left what makes it fail', async () => {
  project = makeProject({
    ...VITEST,
    'classify.test.js': `import { retrace } from '@retrace/vitest'
import { test } from 'vitest'
const model = retrace.external('model', async () => ({ id: 'c1', choices: [{ content: 'Sure!' }] }))
test('an answer is read', async () => {
  const { choices } = await model('a parcel')
  JSON.parse(choices[0].content)
})
`,
  })
  run(project.folder, [process.execPath, RUNNER, 'run'], { env: { RETRACE_MODE: 'once' } })
  const kept = at('recordings/tests/classify.test.js/an answer is read.json')
  const { isLeast, error } = await shrink(kept, {})
  expect({ isLeast, name: error.name }).toEqual({ isLeast: true, name: 'SyntaxError' })
  const { exchanges } = read(kept) as unknown as { exchanges: { outcome: { value: { json: unknown } } }[] }
  const [{ outcome }] = exchanges as [(typeof exchanges)[number]]
  expect(outcome.value.json).toEqual({ choices: [{ content: expect.stringMatching(/^.$/) }] })
})

test('under Jest too', async () => {
  const title = 'the total is there'
  const name = `__recordings__/orders.test.js/${title}.json`
  project = makeProject({
    'package.json': '{ "private": true, "type": "module", "devDependencies": { "jest": "*" } }',
    'jest.config.js': "export default { testEnvironment: '@retrace/jest-environment', transform: {} }\n",
    'orders.js': TOTAL,
    'orders.test.js': `import { retrace } from '@retrace/jest-environment'
import { total } from './orders.js'
test('${title}', async () => {
  await retrace.record()
  await total(7)
})
`,
    [name]: fixture(title, http('/orders/7', 1, { id: 7, items: [{ price: EUR }, { price: null }] })),
  })
  const { isLeast } = await shrink(at(name), {})
  expect(isLeast).toBe(true)
  expect(read(at(name)).exchanges[0]?.response?.body).toEqual({ json: { id: 7, items: [{ price: null }] } })
})

describe('the fixture stays as it is', () => {
  test.each([
    ['where the test passes from it', TOTAL_FIXTURE, 66, /"total does not throw" of .*: the test passes/],
    ['where it is nowhere', '__recordings__/orders.test.js/other.json', 66, /Failed to read the fixture .*other\.json/],
    ['where nobody knows its test', 'orders.json', 64, /Say it: --test FILE -t NAME/],
  ])('%s', (_where, name, code, says) => {
    makeOrders([EUR])
    const text = readFileSync(at(TOTAL_FIXTURE), 'utf8')
    project.write({ 'orders.json': text })
    const { status, stderr } = retrace(project.folder, ['shrink', name])
    expect(stderr.replaceAll('\n', ' ')).toMatch(says)
    expect(status).toBe(code)
    expect(readFileSync(at(TOTAL_FIXTURE), 'utf8')).toBe(text)
  })

  test('where the test fails otherwise each time', async () => {
    makeOrders([EUR])
    project.write({ 'orders.js': 'export function total() {\n  throw new Error(`in ${process.pid}`)\n}\n' })
    await expect(shrink(at(TOTAL_FIXTURE), {})).rejects.toMatchObject({ code: 'SHRINK_UNSTEADY' })
  })
})

test('after some tries there is the least so far, elsewhere if that is wanted', () => {
  makeOrders([EUR, null])
  const before = readFileSync(at(TOTAL_FIXTURE), 'utf8')
  const args = ['shrink', TOTAL_FIXTURE, '--out', 'least.json', '--max-tries', '3']
  const { status, stdout, stderr } = retrace(project.folder, args)
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'least.json\n' })
  expect(stderr).toMatch(/2 exchanges, \d+ bytes → 1 exchange, \d+ bytes, in 3 tries and \d/)
  expect(stderr).toContain('that is not the least yet: run it again to go on')
  expect(stderr).toContain('"total does not throw" fails from it with TypeError as before, 3 of 3 times')
  expect(readFileSync(at(TOTAL_FIXTURE), 'utf8')).toBe(before)
  expect(read(at('least.json')).exchanges).toHaveLength(1)
})

test('who stops it has the least so far', async () => {
  makeOrders([EUR, null])
  // Each run of the test is counted: four by which its failure is known come first, two of them in other time zones.
  const counts = `import { appendFileSync } from 'node:fs'
appendFileSync('${at('runs')}', Intl.DateTimeFormat().resolvedOptions().timeZone + '\\n')
`
  const runs = (): string[] => readFileSync(at('runs'), 'utf8').split('\n').slice(0, -1)
  project.write({ runs: '', 'orders.test.js': counts + TOTAL_TEST })
  const child = startRetrace(project.folder, ['shrink', TOTAL_FIXTURE, '--least', '--json'])
  let stdout = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  const closed = once(child, 'close')
  while (runs().length < 4 + 4) await setTimeout(20)
  child.kill('SIGINT')
  expect(runs().slice(2, 5)).toEqual(['America/St_Johns', 'Pacific/Kiritimati', runs()[0]])
  expect(await closed).toEqual([0, null])
  expect(JSON.parse(stdout)).toMatchObject({ isLeast: false, runs: 3, after: { exchanges: 1 } })
  expect(read(at(TOTAL_FIXTURE)).exchanges).toHaveLength(1)
})
