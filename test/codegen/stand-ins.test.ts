/** Functions that a call is given: what stands in for them in its test gives again what they gave. */
import type { FunctionSeen, StreamSeen } from '@retrace/codegen'
import { expect, test } from 'vitest'
import { generate, projectOf, record, textIn } from './level-projects.ts'
import { observe, shown } from './observing.ts'

const GREET = {
  source: `async function greet(client, { now, log, each }, id, format) {
  let known = 0
  each((id) => (known = Math.max(known, id)))
  const user = await client.fetchUser(id)
  const friend = await client.fetchUser(user.friend)
  delete user.friend
  log(format(user.name), now(), known)
  return [user, friend].map(({ name }) => format(name).toUpperCase()).join(' and ')
}
`,
  exports: ['greet'],
}

const FORMAT = {
  source: `const fallback = { first: 'nobody' }
function format(name) {
  return name.nick ?? name.first
}
`,
  exports: ['format'],
}

/** The other requests of a server are in the air at the same time, and ask the same client. */
const APP = {
  imports: { './greet.js': '{ greet }', './format.js': '{ format }' },
  source: `const rows = new Map([
  [6, { id: 6, name: { first: 'Eve' }, friend: 6 }],
  [7, { id: 7, name: { first: 'Ada' }, friend: 8 }],
  [8, { id: 8, name: null }],
])
const lines = []
class Users {
  #calls = 0
  async fetchUser(id) {
    this.#calls++
    await this.wait()
    return rows.get(id)
  }
  wait() {
    return new Promise((resolve) => setTimeout(resolve, 10))
  }
}
const tools = {
  now: () => lines.length,
  log: (...line) => {
    lines.push(line)
  },
  each(visit) {
    for (const id of rows.keys()) visit(id)
  },
}
const client = new Users()
greet(client, tools, 6, format).then(console.log)
greet(client, tools, 7, format)
`,
}

test('they give it in turn, and what the project exports is itself', async () => {
  const project = projectOf('vitest', 'ESM', { 'greet.js': GREET, 'format.js': FORMAT, 'app.js': APP })
  await record(project)
  const generated = await generate(project, '--function', 'greet')
  expect(generated).toMatchObject({ level: 'function', function: 'greet' })
  expect(textIn(project, generated)).toContain(`await greet(
    {
      fetchUser: vi
        .fn()
        .mockResolvedValueOnce({ id: 7, name: { first: 'Ada' }, friend: 8 })
        .mockResolvedValueOnce({ id: 8, name: null }),
    },
    {
      now: () => 1,
      log: vi.fn(),
      each: (callback) => {
        callback(6)
        callback(7)
        callback(8)
      },
    },
    7,
    format,
  )`)
})

/** As node-redis has it: each client has a prototype of its own, and is connected by who has it made. */
const STOCK = `class StockClient {
  async connect() {
    this.isOpen = true
  }
  async left(item) {
    if (!this.isOpen) throw new Error('not connected')
    return item.length
  }
}
export const createClient = (options) => Object.create(Object.assign(Object.create(new StockClient()), { options }))
`

test('clients of packages are made as the project makes its own, without its secrets', async () => {
  const project = projectOf('vitest', 'ESM', {
    'node_modules/stock/package.json': { source: '{ "type": "module", "exports": "./index.js" }' },
    'node_modules/stock/index.js': { source: STOCK },
    'cart.js': {
      source: `async function namesIn(redis, stock, user) {
  const { items } = JSON.parse(await redis.get(\`cart:\${user}\`))
  if ((await stock.left('tea')) === 3) return items.map(({ name }) => name.toUpperCase())
}
`,
      exports: ['namesIn'],
    },
    'app.js': {
      imports: { './cart.js': '{ namesIn }', ioredis: '{ Redis }', stock: '{ createClient }' },
      source: `const password = 'hunter2-of-the-shop'
const redis = new Redis(\`redis://default:\${password}@127.0.0.1:6379/3\`, { password, keyPrefix: 'retrace-shop:' })
const stock = createClient({ floor: 2 })
await stock.connect()
redis
  .set('cart:7', '{"items":[{"name":null}]}', 'EX', 60)
  .then(() => namesIn(redis, stock, 7))
  .finally(() => redis.disconnect())
`,
    },
  })
  await record(project)
  const generated = await generate(project)
  expect(generated).toMatchObject({ level: 'function', function: 'namesIn' })
  const [, placeholder] = /password: '(redacted\w*)'/.exec(textIn(project, generated)) ?? []
  expect(textIn(project, generated)).toContain(`
  const redis = new Redis(\`redis://default:\${'${placeholder}'}@127.0.0.1:6379/3\`, {
    password: '${placeholder}',
    keyPrefix: 'retrace-shop:',
  })
  const stockClient = createClient({ floor: 2 })
  await stockClient.connect()
  // TODO: expect what it should give instead
  await namesIn(redis, stockClient, 7)
`)
})

test('of streams and generators it is seen what was read of them, up to the error', async () => {
  const { calls } = await observe({
    'main.mjs': `import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
async function* pages() {
  yield { page: 1 }
  await null
  throw new RangeError('no page')
}
function* ids() {
  yield 7
  yield 8
}
async function read(file, pages, ids, unread) {
  let text = ''
  for await (const part of file.setEncoding('utf8')) text += part
  const [first] = ids
  try {
    for await (const { page } of pages) text += page
  } catch {
    return unread.none(text, first)
  }
}
await read(createReadStream('package.json'), pages(), ids(), Readable.from([]))`,
    'package.json': '{}',
  })
  const { values, argumentRoots } = calls[0]!
  const [file, pages, ids, unread] = argumentRoots.map((root) => values.nodes[root]) as StreamSeen[]
  const read = (its: StreamSeen | undefined): unknown[] => its!.items!.map((item) => shown(values, item))
  expect([file, pages, ids, unread].map(read)).toEqual([['{}'], [{ page: '<1>' }], ['<7>'], []])
  expect(shown(values, pages!.failed!)).toMatchObject({ message: 'no page' })
})

test('what fails in a function that was given is found all the same, and is what that gave', async () => {
  const { failure, calls } = await observe({
    'main.mjs': `const fail = (row) => {
  if (row === 1) throw new TypeError('none')
  return row.none.length
}
function deep(n, run) {
  if (n === 0) return run()
  return deep(n - 1, run)
}
function each(rows, visit) {
  for (const row of rows) {
    try {
      visit(row)
    } catch (error) {
      if (row !== 1) throw error
    }
  }
}
deep(8, () => each([1, 1, 2], fail))`,
  })
  expect(failure.at).toMatchObject({ line: 3 })
  const each = calls.find(({ candidate: { name } }) => name === 'each')!
  const visit = each.values.nodes[each.argumentRoots[1]!] as FunctionSeen
  expect(visit.given.map(({ how }) => how)).toEqual(['threw', 'threw', 'threw'])
})
