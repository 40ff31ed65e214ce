import fc from 'fast-check'
import { ts } from 'ts-morph'
import { expect, test } from 'vitest'
import type { ClassRef, ValueGraph } from '../observation.ts'
import { USUAL_STYLE } from '../style.ts'
import { graphOf } from './graph.test-kit.ts'
import { Names } from './names.ts'
import { call, inLines, inOneLine } from './layout.ts'
import { writeValues } from './source.ts'
import type { DataFile, Maker, Source, Surroundings } from './surroundings.ts'

class Point {
  x: unknown
  y: unknown
  constructor(x: unknown, y: unknown) {
    this.x = x
    this.y = y
  }
}
class NotFound extends Error {
  status = 404
}
const PLACES = new Map<unknown, string>([
  [Point, '/point.ts'],
  [NotFound, '/errors.ts'],
])

function surroundings(more: Partial<Surroundings> = {}): Surroundings & { files: Map<string, DataFile> } {
  const files = new Map<string, DataFile>()
  return {
    files,
    language: 'javascript',
    style: { ...USUAL_STYLE, hasSemicolons: false },
    names: new Names(),
    classSource: ({ name, place }: ClassRef) => (place ? name : null),
    maker: () => null,
    standIn: () => 'standIn()',
    dataFile(name, content) {
      files.set(name, content)
      return `data.get('${name}')`
    },
    ...more,
  }
}

function write(values: Record<string, unknown>, more: Partial<Surroundings> = {}): Source {
  const { graph, roots } = graphOf(Object.values(values), PLACES)
  return writeGraph(graph, roots, Object.keys(values), more)
}

function writeGraph(graph: ValueGraph, roots: number[], names: string[], more: Partial<Surroundings> = {}): Source {
  return writeValues(
    graph,
    roots.map((index, i) => ({ index, name: names[i] as string })),
    surroundings(more),
  )
}

/** Statements and the call, as they come to stand in a test. */
function textOf(values: Record<string, unknown>, more: Partial<Surroundings> = {}): string {
  const source = write(values, more)
  if (source.kind === 'unavailable') return `${source.path}: ${source.what}`
  return [...source.statements, inLines(call('f', source.expressions), USUAL_STYLE)].join('\n')
}

function evaluate(source: Source, data: Record<string, unknown> = {}): unknown[] {
  if (source.kind === 'unavailable') throw new Error(`${source.path}: ${source.what}`)
  const body = `${source.statements.join('\n')}\nreturn [${source.expressions.map((each) => `(${inOneLine(each)})`).join(', ')}]`
  const { outputText } = ts.transpileModule(`(function (Point, NotFound, standIn, data) {${body}})`, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.None, strict: false },
  })
  // oxlint-disable-next-line no-eval -- what is written is run
  const made = (0, eval)(outputText) as (...args: unknown[]) => unknown[]
  return made(Point, NotFound, () => () => undefined, new Map(Object.entries(data)))
}

const values = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  withUnicodeString: true,
  maxDepth: 4,
})

for (const language of ['javascript', 'typescript'] as const) {
  test(`what is written in ${language} makes the same values`, () => {
    fc.assert(
      fc.property(fc.array(values, { maxLength: 3 }), (originals) => {
        const { graph, roots } = graphOf(originals)
        const source = writeGraph(
          graph,
          roots,
          originals.map(() => 'value'),
          { language },
        )
        expect(graphOf(evaluate(source))).toEqual(graphOf(originals))
      }),
      { numRuns: 300 },
    )
  })

  test(`structure that is shared or goes in circles is the same in ${language}`, () => {
    fc.assert(
      fc.property(webs, (web) => {
        const { graph, roots } = graphOf([web[0], web[1]], PLACES)
        const source = writeGraph(graph, roots, ['first', 'second'], { language })
        const again = graphOf(evaluate(source), PLACES)
        expect(shapeOf(again.graph, again.roots)).toEqual(shapeOf(graph, roots))
      }),
      { numRuns: 300 },
    )
  })
}

/** Containers of all kinds that hold each other in any way. */
const webs = fc
  .array(
    fc.tuple(
      fc.constantFrom('object', 'array', 'map', 'set', 'keys', 'point', 'error', 'frozen'),
      fc.array(fc.nat(7), { maxLength: 3 }),
    ),
    {
      minLength: 8,
      maxLength: 8,
    },
  )
  .map((kinds) => {
    const made: unknown[] = kinds.map(([kind]) => {
      if (kind === 'array') return []
      if (kind === 'map' || kind === 'keys') return new Map()
      if (kind === 'set') return new Set()
      if (kind === 'point') return Object.create(Point.prototype) as object
      return kind === 'error' ? new NotFound('gone') : {}
    })
    for (const [i, [kind, holds]] of kinds.entries()) {
      const its = made[i]
      for (const [n, index] of holds.entries()) {
        const other = made[index]
        if (Array.isArray(its)) its.push(other)
        else if (its instanceof Map) its.set(kind === 'map' ? n : other, kind === 'map' ? other : n)
        else if (its instanceof Set) its.add(other)
        else (its as Record<string, unknown>)[`p${n}`] = other
      }
      if (kind === 'frozen') Object.freeze(its)
    }
    return made
  })

/** A graph without the order of its numbers, nor that of the properties. */
function shapeOf(graph: ValueGraph, roots: readonly number[]): unknown {
  const numbers = new Map<number, number>()
  const shape = (index: number): unknown => {
    const node = graph.nodes[index]
    if (!node || node.kind === 'primitive') return node
    const there = numbers.get(index)
    if (there !== undefined) return { number: there }
    numbers.set(index, numbers.size)
    const of = (properties: readonly { key: unknown; value: number; enumerable: boolean }[]): unknown[] =>
      properties
        .filter(({ key }) => key !== 'stack')
        .toSorted((a, b) => (String(a.key) < String(b.key) ? -1 : 1))
        .map(({ key, value, enumerable }) => [key, shape(value), enumerable])
    switch (node.kind) {
      case 'array':
        return { ...node, items: node.items.map((item) => item !== null && shape(item)) }
      case 'object':
      case 'error':
        return { ...node, properties: of(node.properties) }
      case 'map':
        return { ...node, entries: node.entries.map((entry) => entry.map(shape)) }
      case 'set':
        return { ...node, items: node.items.map(shape) }
      default:
        return node
    }
  }
  return roots.map(shape)
}

test('values are written as people write them', () => {
  const source = textOf({
    order: { id: 7, item: "Jack's lamp", 'a-b': [true, null, undefined, -0, 12n], at: new Date(0) },
    stock: new Map([['lamp', new Set([1, 2])]]),
    rest: [/a\/b/gi, Buffer.from('hello'), new Uint8Array([1, 2]), new URL('https://a.test/x'), Symbol.iterator],
    callback: () => 1,
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
      standIn(),
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
  class Hidden {}
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

test('what is too large to read goes to a file', () => {
  const rows = Array.from({ length: 500 }, (_, id) => ({ id, name: `row ${id}` }))
  const image = Buffer.alloc(5000, 0xff)
  const text = 'word '.repeat(1000)
  const its = surroundings()
  const { graph, roots } = graphOf([{ rows, at: new Date(0) }, image, text])
  const source = writeValues(
    graph,
    roots.map((index, i) => ({ index, name: ['table', 'image', 'text'][i] as string })),
    its,
  )
  expect(source.kind === 'source' && source.expressions.map(inOneLine)).toEqual([
    "{ rows, at: new Date('1970-01-01T00:00:00.000Z') }",
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
