/** The calls that led to a failure: which they were, and what they were given. */
import path from 'node:path'
import { expect, test } from 'vitest'
import { argumentsOf, observe, shown } from './observing.ts'

test('of several calls at the same time it is the one that failed', async () => {
  const { failure, calls } = await observe({
    'main.mjs': `import { setTimeout as sleep } from 'node:timers/promises'

async function price(item) {
  await sleep(item.delay)
  return item.offer.price
}

async function total(items) {
  const prices = await Promise.all(items.map((item) => price(item)))
  return prices.reduce((sum, price) => sum + price)
}

await total([
  { delay: 20, offer: { price: 1 } },
  { delay: 10 },
  { delay: 5, offer: { price: 2 } },
])`,
  })
  expect(failure.at).toMatchObject({ line: 5, column: 21 })
  const seen = calls.map(({ candidate: { name, call, isAsync, place } }) => [name, call, isAsync, place.line])
  expect(seen).toEqual([
    ['price', 2, true, 3],
    ['', 2, false, 9],
    ['total', 1, true, 8],
  ])
  expect(argumentsOf(calls[0]!)).toEqual([{ delay: '<10>' }])
  expect(calls[0]!.outcome).toMatchObject({ kind: 'threw', error: { class: 'TypeError', isOwn: false } })
  expect(calls[0]!.values.nodes[calls[0]!.argumentRoots[0]!]).toMatchObject({ kind: 'object', class: null })
})

test('values are taken as they were when the call began', async () => {
  const { calls } = await observe({
    'main.mjs': `import { fail } from './fail.mjs'
const loop = { name: 'loop', list: [1, , -0] }
loop.self = loop
class Account {
  #balance = new Map([['EUR', 12n]])
  constructor(owner) { this.owner = owner }
  close(at, ...rest) {
    const given = rest.pop()
    given.length = 0
    return fail(at, this.#balance)
  }
}
new Account('Ada').close(new Date(0), loop, new Set(['x']), /a+/gi, Buffer.from('hi'), [NaN, null])`,
    'fail.mjs': `export const fail = (at, { size }) => {
  const day = at.getDay()
  return day.none.size
}`,
  })
  const [fail, close] = calls
  expect(fail!.candidate).toMatchObject({ name: 'fail', place: { line: 1, column: 21 } })
  expect(fail!.candidate.place.file).toMatch(/fail\.mjs$/)
  expect(argumentsOf(fail!)).toEqual([{ kind: 'date', time: 0 }, { size: '<1>' }])
  expect(fail!.thisRoot).toBeNull()
  expect(argumentsOf(close!)).toEqual([
    { kind: 'date', time: 0 },
    { name: 'loop', list: ['<1>', '<hole>', '<-0>'], self: '<1 up>' },
    new Set(['x']),
    { kind: 'regexp', source: 'a+', flags: 'gi', lastIndex: 0 },
    { kind: 'bytes', type: 'Buffer', base64: 'aGk=' },
    ['<NaN>', '<null>'],
  ])
  const { values, thisRoot } = close!
  expect(shown(values, thisRoot!)).toEqual({
    '<class>': 'Account',
    owner: 'Ada',
    '#balance': new Map([['EUR', '<12>']]),
  })
  expect(values.nodes[thisRoot!]).toMatchObject({ class: { name: 'Account', place: { line: 6 } } })
})

test('looking at values runs none of the program', async () => {
  const { calls } = await observe({
    'main.mjs': `const look = () => { console.log('looked at') }
const proxy = new Proxy({}, { get: look, ownKeys: look, getPrototypeOf: look, getOwnPropertyDescriptor: look })
const value = { get field() { return look() }, toJSON: look, [Symbol.toPrimitive]: look, proxy }
function fail(value) {
  throw new Error('failed')
}
fail(value)`,
  })
  expect(argumentsOf(calls[0]!)).toMatchObject([
    {
      field: { kind: 'native', what: 'getter' },
      toJSON: { kind: 'function' },
      proxy: { kind: 'native', what: 'Proxy' },
    },
  ])
})

test('of promises it is what had become of them by the failure, and listening to them changes nothing', async () => {
  const { calls } = await observe({
    'main.mjs': `let made = 0
class Reply extends Promise {
  constructor(executor) {
    made++
    super(executor)
  }
}
async function total(known, later, refused, never, reply, { signal }, gone) {
  const [{ price }, second] = await Promise.all([known, later])
  if (made > 1) throw new RangeError('somebody has listened')
  return price.amount + second
}
const controller = new AbortController()
const refused = Promise.reject(new Error('refused'))
refused.catch(() => {})
const later = new Promise((resolve) => setTimeout(resolve, 5, 'later'))
await total(Promise.resolve({}), later, refused, new Promise(() => {}), Reply.resolve(1), { signal: controller.signal }, AbortSignal.abort('gone'))
`,
  })
  const [call] = calls
  const nodes = call?.argumentRoots.map((root) => call.values.nodes[root]) ?? []
  const seen = nodes.map((node) => {
    if (node?.kind === 'signal') return ['signal', node.reason === null ? null : shown(call!.values, node.reason)]
    if (node?.kind !== 'promise') return node?.kind
    const { given } = node
    return given && [given.how, given.how === 'waits' ? null : shown(call!.values, given.value)]
  })
  expect(call?.outcome).toMatchObject({ kind: 'threw', error: { class: 'TypeError' } })
  expect(seen).toEqual([
    ['resolved', {}],
    ['resolved', 'later'],
    ['rejected', expect.objectContaining({ message: 'refused' }) as unknown],
    ['waits', null],
    ['resolved', '<1>'],
    'object',
    ['signal', 'gone'],
  ])
  expect(call?.values.nodes).toContainEqual({ kind: 'signal', reason: null })
})

test('an instance is of its class, whatever constructor has been mixed into that', async () => {
  const { calls } = await observe({
    'main.cjs': `class Shelf {
  #room = 3
  add() {}
}
const { EventEmitter } = require('node:events')
for (const key of Reflect.ownKeys(EventEmitter.prototype))
  Object.defineProperty(Shelf.prototype, key, Object.getOwnPropertyDescriptor(EventEmitter.prototype, key))
function fill(shelf) {
  return shelf.none.length
}
fill(new Shelf())`,
  })
  const { values, argumentRoots } = calls[0]!
  expect(values.nodes[argumentRoots[0]!]).toMatchObject({
    class: { name: 'Shelf', place: { line: 1 } },
    properties: [{ key: 'room', isPrivate: true }],
  })
})

test('a call that fails in its first statement, or before it, is found by its number too', async () => {
  const { calls } = await observe({
    'main.cjs': `const first = (list) => list.at(0).name
function size({ length } = []) { return length }
for (const list of [[{ name: 'a' }], [{ name: 'b' }]]) console.log(first(list), size(list), size())
try {
  first([])
} catch {
  console.log(size(null))
}`,
  })
  expect(calls[0]!.candidate.name).toBe('size')
  expect(argumentsOf(calls[0]!)).toEqual(['<null>'])
})

test('what was said and drawn in the call is the fixture of its test, and the clock is as it began', async () => {
  const { project, failure, calls } = await observe({
    'main.mjs': `import http from 'node:http'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
const server = http.createServer((request, response) => void response.end(JSON.stringify({ target: request.url })))
await new Promise((resolve) => server.listen(0, resolve))
const ask = async (target) => (await fetch(\`http://127.0.0.1:\${server.address().port}\${target}\`)).json()
async function work() {
  const id = randomUUID()
  const { target } = await ask('/in')
  return target.none[id]
}
await ask('/before')
randomUUID()
await sleep(30)
console.log(Date.now())
await work()`,
  })
  const { excerptFor } = await import('@retrace/codegen')
  const { fixture } = await excerptFor(project.recording, calls[0]!, failure)
  const { began, random, exchanges } = fixture
  expect(began).toBe(calls[0]!.began.now)
  expect(Object.keys(random)).toEqual(['crypto.randomUUID'])
  expect(random['crypto.randomUUID']).toHaveLength(1)
  expect(exchanges).toHaveLength(1)
  expect(exchanges[0]).toMatchObject({ connection: 1, broke: null, exchange: { request: { target: '/in' } } })
  expect(exchanges[0]!.exchange.at).toBeLessThan(1000)
})

test('places are in the TypeScript that was compiled', async () => {
  const map = {
    version: 3,
    sources: ['../src/main.ts'],
    names: [],
    // Line 1 of what runs is line 3 of the source, line 2 is line 4.
    mappings: 'AAEA;AACA',
  }
  const { project, failure, calls } = await observe({
    'dist/main.cjs': `function fail(it) { const { a } = it\n  return a.b.c }\nfail({})\n//# sourceMappingURL=main.cjs.map`,
    'dist/main.cjs.map': JSON.stringify(map),
    'src/main.ts': '\n\nfunction fail(it: any) {\n  return it.a.b.c\n}\nfail({})\n',
  })
  const file = path.join(path.dirname(project.recording.folder), 'src/main.ts')
  expect(failure).toMatchObject({ at: { file, line: 4 }, madeAt: { file, line: 4 } })
  expect(calls[0]!.candidate.place).toMatchObject({ file, line: 3 })
})

test('of a recursion without an end it is the call that began it', async () => {
  const { failure, calls } = await observe({
    'main.mjs': `const parents = { a: 'b', b: 'a' }
function pathTo(name) {
  return [...pathTo(parents[name]), name]
}
async function trail(names) {
  await null
  return names.map((name) => pathTo(name))
}
await trail(['b', 'a'])`,
  })
  expect(failure).toMatchObject({ error: { class: 'RangeError', isOwn: false }, at: { line: 3 } })
  expect(calls.map(({ candidate: { name, call } }) => [name, call])).toEqual([
    ['', 1],
    ['trail', 1],
  ])
  expect(argumentsOf(calls[1]!)).toEqual([['b', 'a']])
})

test('an error that stands for others was thrown where the last of them was', async () => {
  const { failure, calls } = await observe({
    'main.mjs': `async function ask(host) {
  await null
  throw new Error(host)
}
async function first(hosts) {
  return Promise.any(hosts.map((host) => ask(host)))
}
await first(['a', 'b'])`,
  })
  expect(failure).toMatchObject({ error: { class: 'AggregateError' }, at: { line: 3 } })
  const [ask, , first] = calls
  expect([ask!.candidate.name, argumentsOf(ask!)]).toEqual(['ask', ['b']])
  expect([first!.candidate.name, argumentsOf(first!)]).toEqual(['first', [['a', 'b']]])
})

const COUNTER = `const seen = new Map()
let last
const limit = 3
const server = { handle: process.stdout }
EXPORT function add(name) {
  last = count(name) > limit ? undefined : name
  server.last = last
  return name.trim() ? last : last.none.at
}
function count(name) {
  seen.set(name, (seen.get(name) ?? 0) + 1)
  return seen.size
}
`

test.each([
  ['ESM', { 'main.mjs': "import { add } from './counter.mjs'\n", 'counter.mjs': COUNTER.replace('EXPORT', 'export') }],
  [
    'CommonJS',
    {
      'main.cjs': "const { add } = require('./counter.cjs')\n",
      'counter.cjs': `${COUNTER.replace('EXPORT ', '')}module.exports = { add }\n`,
    },
  ],
])('what a call reads of its module and has changed since that was loaded is taken (%s)', async (_, files) => {
  const [[main, text]] = Object.entries(files) as [[string, string]]
  const { calls } = await observe({ ...files, [main]: `${text}add('a')\nadd('b')\nadd('a')\nadd('')\n` })
  const { values, moduleState, candidate } = calls[0]!
  expect(candidate).toMatchObject({ name: 'add', call: 4 })
  expect(moduleState.map(({ file, name, root }) => [path.basename(file), name, shown(values, root)])).toEqual([
    [
      Object.keys(files)[1],
      'seen',
      new Map([
        ['a', '<2>'],
        ['b', '<1>'],
      ]),
    ],
    [Object.keys(files)[1], 'last', 'a'],
  ])
})

test('a long chain of values is looked at, and what extends a built-in class is of its class', async () => {
  const { calls } = await observe({
    'main.mjs': `class Frame extends Uint8Array {}
class Registry extends Map { #limit = 2 }
let chain = null
for (let i = 0; i < 20_000; i++) chain = { next: chain }
const { buffer } = new Uint8Array([1, 2, 3, 4])
function count(first, frame, registry, views) {
  return first.none.length
}
count(chain, new Frame([7]), new Registry([['a', 1]]), [new Uint8Array(buffer, 1), new DataView(buffer, 2, 1)])`,
  })
  const [count] = calls
  const [first, frame, registry, views] = count!.argumentRoots.map((root) => count!.values.nodes[root])
  expect(count!.values.nodes.filter(({ kind }) => kind === 'object')).toHaveLength(20_000)
  expect(first).toMatchObject({ kind: 'object' })
  expect(frame).toMatchObject({ kind: 'bytes', type: 'Uint8Array', class: { name: 'Frame' } })
  expect(registry).toMatchObject({
    kind: 'map',
    class: { name: 'Registry' },
    extra: [{ key: 'limit', isPrivate: true }],
  })
  const [bytes, view] = (views as unknown as { items: number[] }).items.map((item) => count!.values.nodes[item])
  expect([bytes, view]).toMatchObject([{ view: { offset: 1, length: 3 } }, { view: { offset: 2, length: 1 } }])
})
