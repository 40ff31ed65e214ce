import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { ClassRef, ValueGraph } from '../observation.ts'
import { graphOf } from './graph.test-kit.ts'
import { inOneLine } from './layout.ts'
import { writeValues } from './source.ts'
import type { Maker } from './surroundings.ts'
import {
  evaluate,
  Hidden,
  List,
  NotFound,
  Point,
  Bag,
  Feed,
  Registry,
  surroundings,
  textOf,
  write,
  writeGraph,
} from './writing.test-kit.ts'

test('values are written as people write them', () => {
  const source = textOf({
    order: { id: 7, item: "Jack's lamp", 'a-b': [true, null, undefined, -0, 12n], at: new Date(0) },
    stock: new Map([['lamp', new Set([1, 2])]]),
    rest: [/a\/b/gi, Buffer.from('hello'), new Uint8Array([1, 2]), new URL('https://a.test/x'), Symbol.iterator],
    callback: () => 1,
    bound: () => write,
  })
  expect(source).toMatchInlineSnapshot(`
    "f(
      {
        id: 7,
        item: "Jack's lamp",
        'a-b': [true, null, undefined, -0, 12n],
        at: new Date('1970-01-01T00:00:00.000Z'),
      },
      new Map([['lamp', new Set([1, 2])]]),
      [
        /a\\/b/gi,
        Buffer.from('hello'),
        new Uint8Array([1, 2]),
        new URL('https://a.test/x'),
        Symbol.iterator,
      ],
      () => 1,
      mock(),
    )"
  `)
})

test('text of several lines is written in lines', () => {
  expect(textOf({ answer: 'I think the customer wants a refund.\nIt costs ${price}, `more` or less.' }))
    .toMatchInlineSnapshot(`
    "f(\`I think the customer wants a refund.
    It costs \\\${price}, \\\`more\\\` or less.\`)"
  `)
})

test('what is shared or goes in circles has a name', () => {
  const customer: Record<string, unknown> = { name: 'Ada' }
  const order = { customer, lines: [] as unknown[] }
  order.lines.push({ order, item: 'lamp' })
  customer['orders'] = new Map([['first', order]])
  expect(textOf({ order, customer })).toMatchInlineSnapshot(`
    "const orders = new Map()
    const customer = { name: 'Ada', orders }
    const line = { order: undefined, item: 'lamp' }
    const order = { customer, lines: [line] }
    orders.set('first', order)
    line.order = order
    f(order, customer)"
  `)
})

test('in TypeScript what is shared has a type that can be told, and is of any where it has to wait', () => {
  const tags: unknown[] = []
  const node: Record<string, unknown> = { tags, seen: new Set() }
  node['self'] = node
  ;(node['seen'] as Set<unknown>).add(node)
  expect(textOf({ node, tags }, { language: 'typescript' })).toMatchInlineSnapshot(`
    "const tags: never[] = []
    const seen = new Set<unknown>()
    const node = { tags, seen, self: undefined as unknown }
    seen.add(node)
    node.self = node
    f(node, tags)"
  `)
})

test('errors keep their class, their cause and what else they say', () => {
  const error = new NotFound('gone', { cause: new TypeError('no', { cause: 5 }) })
  const all = new AggregateError([new RangeError('a')], 'both')
  expect(textOf({ error, all })).toMatchInlineSnapshot(`
    "f(
      Object.assign(
        Object.setPrototypeOf(
          new Error('gone', { cause: new TypeError('no', { cause: 5 }) }),
          NotFound.prototype,
        ),
        { status: 404 },
      ),
      new AggregateError([new RangeError('a')], 'both'),
    )"
  `)
  const [made] = evaluate(write({ error })) as [NotFound]
  expect([made, made instanceof NotFound, made.message, made.status, (made.cause as Error).message]).toEqual([
    expect.any(Error),
    true,
    'gone',
    404,
    'no',
  ])
})

test('an instance is of its own class, where that has mixed the constructor of another into it, as ioredis does', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'retrace-mixed-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = path.join(folder, 'redis.cjs')
  writeFileSync(
    file,
    `class Redis {}
    Redis.prototype.constructor = require('node:events').EventEmitter
    module.exports = { version: 6, Redis }`,
  )
  const { Redis } = createRequire(import.meta.url)(file) as { Redis: new () => object }
  const { graph, roots } = graphOf([new Redis()], new Map([[Redis, file]]))
  expect(graph.nodes[roots[0] as number]).toMatchObject({ class: { name: 'Redis' } })
})

test('an instance is made by its class', () => {
  expect(textOf({ point: new Point(1, { at: 2 }) })).toBe(
    'f(Object.assign(Object.create(Point.prototype), { x: 1, y: { at: 2 } }))',
  )
  const maker = (): Maker => ({
    parameters: ['x', 'y'].map((field) => ({ field, hasDefault: false })),
    initial: new Map(),
  })
  expect(textOf({ point: new Point(1, { at: 2 }) }, { maker })).toBe('f(new Point(1, { at: 2 }))')
  expect(textOf({ point: Object.assign(new Point(1, 2), { z: 3 }) }, { maker })).toBe(
    'f(Object.assign(new Point(1, 2), { z: 3 }))',
  )
})

test('private fields are set by the constructor, or not at all', () => {
  const field = (key: string, value: number): object => ({ key, value, enumerable: false, isPrivate: true })
  const number = (text: string): object => ({ kind: 'primitive', type: 'number', text })
  const graph = (count: string): ValueGraph =>
    ({
      nodes: [
        {
          kind: 'object',
          class: { name: 'Counter', place: { file: '/c.ts', line: 1, column: 1 } },
          nullPrototype: false,
          properties: [field('step', 1), field('count', 2)],
          frozen: false,
        },
        number('5'),
        number(count),
      ],
    }) as unknown as ValueGraph
  const maker = (): Maker => ({
    parameters: [{ field: '#step', hasDefault: true }],
    initial: new Map([['#count', '0']]),
  })
  const source = writeGraph(graph('0'), [0], ['counter'], { maker })
  expect(source.kind === 'source' && source.expressions.map(inOneLine)).toEqual(['new Counter(5)'])
  expect(writeGraph(graph('1'), [0], ['counter'], { maker })).toEqual({
    kind: 'unavailable',
    path: 'counter',
    what: 'an instance of Counter, whose #step only its constructor can set',
  })
})

test('what a test can not have is named with its path', () => {
  expect(textOf({ a: 1, options: { list: [{ it: new Hidden() }] } })).toBe(
    'options.list[0].it: an instance of Hidden, a class which no module exports',
  )
  const native = { nodes: [{ kind: 'native', what: 'a net.Socket' }] } as const
  expect(writeGraph(native, [0], ['socket'])).toEqual({ kind: 'unavailable', path: 'socket', what: 'a net.Socket' })
  const cut = { nodes: [{ kind: 'cut', what: 'a Buffer', size: 50_000_000 }] } as const
  expect(writeGraph(cut, [0], ['body'])).toMatchObject({
    path: 'body',
    what: 'a Buffer, which is too large (50,000,000)',
  })
})

test('a long chain is no matter, and a longer one is named', () => {
  const chain = (length: number): object =>
    Array.from({ length }).reduce((next: object) => ({ next, size: 1n }), { end: true })
  expect(evaluate(write({ first: chain(150) }))).toEqual([chain(150)])
  expect(textOf({ first: chain(20_000) })).toMatch(
    /^first\.next\.next[.next]+…: a value that more than 200 others are around$/,
  )
})

test('what is too large to read goes to a file', () => {
  const rows = Array.from({ length: 500 }, (_, id) => ({ id, name: `row ${id}` }))
  const image = Buffer.alloc(5000, 0xff)
  const text = 'word '.repeat(1000)
  const its = surroundings()
  const { graph, roots } = graphOf([{ rows, seen: new Set() }, image, text])
  const source = writeValues(
    graph,
    roots.map((index, i) => ({ index, name: ['table', 'image', 'text'][i] as string })),
    its,
  )
  expect(source.kind === 'source' && source.expressions.map(inOneLine)).toEqual([
    '{ rows, seen: new Set() }',
    'image',
    'text',
  ])
  expect([...its.files].map(([name, { kind }]) => [name, kind])).toEqual([
    ['rows', 'json'],
    ['image', 'bytes'],
    ['text', 'text'],
  ])
  expect(JSON.parse((its.files.get('rows') as { text: string }).text)).toEqual(rows)
})

test('what only a constructor can set is there before the instance is', () => {
  const property = (key: string, value: number, isPrivate = false): object => ({
    key,
    value,
    enumerable: !isPrivate,
    isPrivate,
  })
  const instance = (name: string, properties: object[]): object => ({
    kind: 'object',
    class: { name, place: { file: '/tree.ts', line: 1, column: 1 } },
    nullPrototype: false,
    properties,
    frozen: false,
  })
  const graph = {
    nodes: [
      instance('Branch', [property('leaves', 1)]),
      { kind: 'array', items: [2], extra: [] },
      instance('Leaf', [property('branch', 0, true)]),
    ],
  } as unknown as ValueGraph
  const maker = ({ name }: ClassRef): Maker | null =>
    name === 'Leaf' ? { parameters: [{ field: '#branch', hasDefault: false }], initial: new Map() } : null
  expect(writeGraph(graph, [0], ['branch'], { maker })).toEqual({
    kind: 'source',
    statements: [
      'const leaves = [undefined]',
      'const branch = Object.assign(Object.create(Branch.prototype), { leaves })',
      'leaves[0] = new Leaf(branch)',
    ],
    expressions: ['branch'],
  })
  expect(writeGraph(graph, [2], ['leaf'], { maker })).toMatchObject({ expressions: ['leaf'] })
})

test('an error is made by its class, where that gives what it has to Error', () => {
  const maker = (): Maker => ({
    parameters: [
      { field: 'status', hasDefault: true },
      { field: 'message', hasDefault: false, ofError: 'message' },
      { field: 'cause', hasDefault: false, ofError: 'option' },
    ],
    initial: new Map([['name', "'NotFound'"]]),
  })
  const named = (error: NotFound): NotFound => Object.assign(error, { name: 'NotFound' })
  expect(
    textOf(
      {
        whole: named(new NotFound('gone', { cause: new TypeError('no') })),
        silent: named(new NotFound()),
        more: Object.assign(named(new NotFound('gone')), { id: 7 }),
        unnamed: new NotFound('gone'),
      },
      { maker },
    ),
  ).toMatchInlineSnapshot(`
    "f(
      new NotFound(404, 'gone', { cause: new TypeError('no') }),
      new NotFound(404),
      Object.assign(new NotFound(404, 'gone'), { id: 7 }),
      Object.assign(Object.setPrototypeOf(new Error('gone'), NotFound.prototype), { status: 404 }),
    )"
  `)
})

test('what is of a kind of its own may be of a class, have properties, and be frozen', () => {
  const { buffer } = new Uint8Array([1, 2, 3, 4])
  const rows = Object.assign(new List(1, 2), { total: 2 })
  expect(
    textOf({
      rows,
      registry: new Registry([]),
      names: Object.freeze(['Ada']),
      views: [new Uint8Array(buffer, 1, 2), new DataView(buffer)],
      boxed: Object('text'),
      query: new URLSearchParams('page=2&tag=a b'),
      headers: new Headers([
        ['accept', 'text/html'],
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ]),
    }),
  ).toMatchInlineSnapshot(`
    "const buffer = new Uint8Array([1, 2, 3, 4]).buffer
    f(
      Object.assign(Object.setPrototypeOf([1, 2], List.prototype), { total: 2 }),
      Object.setPrototypeOf(new Map(), Registry.prototype),
      Object.freeze(['Ada']),
      [new Uint8Array(buffer, 1, 2), new DataView(buffer, 0, 4)],
      Object('text'),
      new URLSearchParams({ page: '2', tag: 'a b' }),
      new Headers([['accept', 'text/html'], ['set-cookie', 'a=1'], ['set-cookie', 'b=2']]),
    )"
  `)
})

test('a list that AggregateError would copy is one in all its places', () => {
  const all = new AggregateError([new Error('a')], 'both')
  expect(textOf({ all, errors: all.errors })).toMatchInlineSnapshot(`
    "const errors = [new Error('a')]
    f(
      Object.defineProperty(new AggregateError([], 'both'), 'errors', {
        value: errors,
        writable: true,
        configurable: true,
      }),
      errors,
    )"
  `)
})

test('dates in a file are known by their names', () => {
  const rows = Array.from({ length: 200 }, (_, id) => ({ id, at: id === 3 ? null : new Date(id), name: 'row' }))
  const read = (more: object): unknown => {
    const its = surroundings()
    const { graph, roots } = graphOf([[...rows, more]])
    writeValues(graph, [{ index: roots[0] as number, name: 'rows' }], its)
    return its.files.get('rows')
  }
  expect(read({ at: new Date(0) })).toMatchObject({ kind: 'json', dates: ['at'] })
  expect(read({ at: '2026-11-25' })).toBe(undefined)
  expect(read({ list: [new Date(0)] })).toBe(undefined)
})

test('what nobody can make is the one that the project has', () => {
  const hidden = new Hidden()
  const instance = (name: string): string | null => (name === 'Hidden' ? 'pool' : null)
  expect(textOf({ orders: new Point(hidden, [hidden]) }, { instance })).toContain('{ x: pool, y: [pool] }')
  expect(textOf({ orders: new Point(hidden, 1) })).toBe(
    'orders.x: an instance of Hidden, a class which no module exports',
  )
})

test('what extends a class of Node or of the language is made by its own constructor, without what that keeps within', () => {
  const feed = new Feed('http://a.example').on('entry', () => {})
  const initial = new Map<string, string>()
  const makers: Record<string, Maker> = {
    Feed: { parameters: [{ field: 'url', hasDefault: false }], initial },
    EventEmitter: { parameters: [], initial },
    Bag: { parameters: [], initial, collection: 'Set' },
    List: { parameters: [], initial, collection: 'Array' },
  }
  const values = { feed, emitter: new EventEmitter(), bag: new Bag(['a']), list: new List(1, 2) }
  const maker = ({ name }: { name: string }): Maker | null => makers[name] ?? null
  expect(textOf(values, { maker })).toBe(
    "f(new Feed('http://a.example'), new EventEmitter(), new Bag(['a']), new List(1, 2))",
  )
  expect(textOf({ feed })).toBe("f(Object.assign(Object.create(Feed.prototype), { url: 'http://a.example' }))")
  expect(textOf({ one: new List(1, 2).slice(1) }, { maker })).toBe('f(Object.setPrototypeOf([2], List.prototype))')
})
