import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Property, ValueGraph } from '../observation.ts'
import { graphOf } from './graph.test-kit.ts'
import { evaluate, List, NotFound, PLACES, Point, Registry, writeGraph } from './writing.test-kit.ts'

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
        expect(graphOf(evaluate(source, language))).toEqual(graphOf(originals))
      }),
      { numRuns: 300 },
    )
  })

  test(`structure that is shared or goes in circles is the same in ${language}`, () => {
    fc.assert(
      fc.property(webs, (web) => {
        const { graph, roots } = graphOf([web[0], web[1]], PLACES)
        const source = writeGraph(graph, roots, ['first', 'second'], { language })
        const again = graphOf(evaluate(source, language), PLACES)
        expect(shapeOf(again.graph, again.roots)).toEqual(shapeOf(graph, roots))
      }),
      { numRuns: 300 },
    )
  })
}

type Holder = Record<string | symbol, unknown>

/** Makes what can hold others, and gives it one after the other. */
const KINDS: Record<string, { make: () => object; add?: (its: never, other: unknown, n: number) => void }> = {
  object: { make: () => ({}) },
  nullPrototype: { make: () => Object.create(null) as object },
  array: { make: () => [], add: (its: unknown[], other) => its.push(other) },
  holes: { make: () => [], add: (its: unknown[], other, n) => (its[2 * n] = other) },
  map: { make: () => new Map(), add: (its: Map<unknown, unknown>, other, n) => its.set(n, other) },
  keys: { make: () => new Map(), add: (its: Map<unknown, unknown>, other, n) => its.set(other, n) },
  set: { make: () => new Set(), add: (its: Set<unknown>, other) => its.add(other) },
  point: { make: () => Object.create(Point.prototype) as object },
  error: { make: () => new NotFound('gone') },
  cause: { make: () => new Error('x'), add: (its, other, n) => hide(its, n === 0 ? 'cause' : `p${n}`, other) },
  errors: { make: () => new AggregateError([]), add: (its, other) => hide(its, 'errors', other) },
  hidden: { make: () => ({}), add: (its, other, n) => hide(its, `p${n}`, other) },
  symbols: { make: () => ({}), add: (its: Holder, other, n) => (its[n === 0 ? KEY : Symbol.iterator] = other) },
  proto: { make: () => ({}), add: (its, other) => hide(its, '__proto__', other, true) },
  list: { make: () => new List(), add: (its: List, other) => its.push(other) },
  registry: { make: () => new Registry(), add: (its: Registry, other, n) => Map.prototype.set.call(its, other, n) },
  date: { make: () => new Date(NaN) },
  regexp: { make: () => Object.assign(/a/g, { lastIndex: 3 }) },
  boxed: { make: () => Object('text') as object },
  view: { make: () => new Uint8Array(BUFFER, 2, 3) },
  otherView: { make: () => new Float64Array(BUFFER, 8) },
  mapping: { make: () => new Map(), add: (its, other, n) => ((its as Holder)[`p${n}`] = other) },
}
const KEY = Symbol('key')
const BUFFER = new Uint8Array(24).fill(7).buffer

function hide(its: object, key: string, value: unknown, enumerable = false): void {
  Object.defineProperty(its, key, { value, enumerable, writable: true, configurable: true })
}

/** Values of all kinds that hold each other in any way. */
const webs = fc
  .array(fc.tuple(fc.constantFrom(...Object.keys(KINDS)), fc.array(fc.nat(7), { maxLength: 3 }), fc.boolean()), {
    minLength: 8,
    maxLength: 8,
  })
  .map((kinds) => {
    const made = kinds.map(([kind]) => KINDS[kind]!.make())
    for (const [i, [kind, holds, isFrozen]] of kinds.entries()) {
      const its = made[i] as object
      const add = KINDS[kind]!.add ?? ((holder: Holder, other: unknown, n: number) => (holder[`p${n}`] = other))
      for (const [n, index] of holds.entries()) add(its as never, made[index], n)
      if (isFrozen && !ArrayBuffer.isView(its)) Object.freeze(its)
    }
    return made
  })

/** A graph without the order of its numbers, nor that of hidden properties. */
function shapeOf(graph: ValueGraph, roots: readonly number[]): unknown {
  const numbers = new Map<number, number>()
  const shape = (index: number): unknown => {
    const node = graph.nodes[index]
    if (!node || node.kind === 'primitive') return node
    const there = numbers.get(index)
    if (there !== undefined) return { number: there }
    numbers.set(index, numbers.size)
    const of = (properties: readonly Property[] = []): unknown[] => {
      const isListed = ({ key, enumerable }: Property): boolean => enumerable && key !== '__proto__'
      const hidden = properties.filter((property) => property.key !== 'stack' && !isListed(property))
      const name = ({ key }: Property): string => (typeof key === 'string' ? key : '')
      return [...properties.filter(isListed), ...hidden.toSorted((a, b) => (name(a) < name(b) ? -1 : 1))].map(
        ({ key, value, enumerable }) => [typeof key === 'string' ? key : shape(key.symbol), shape(value), enumerable],
      )
    }
    switch (node.kind) {
      case 'array':
        return { ...node, items: node.items.map((item) => item !== null && shape(item)), extra: of(node.extra) }
      case 'object':
      case 'error':
        return { ...node, properties: of(node.properties) }
      case 'map':
        return { ...node, entries: node.entries.map((entry) => entry.map(shape)), extra: of(node.extra) }
      case 'set':
        return { ...node, items: node.items.map(shape), extra: of(node.extra) }
      case 'bytes':
        return {
          ...node,
          ...(node.view ? { view: { ...node.view, buffer: shape(node.view.buffer) } } : {}),
          extra: of(node.extra),
        }
      case 'boxed':
        return { ...node, value: shape(node.value), extra: of(node.extra) }
      case 'date':
      case 'regexp':
        return { ...node, extra: of(node.extra) }
      default:
        return node
    }
  }
  return roots.map(shape)
}

test('a circle that is entered by an entry which had to wait has the names that it needs', () => {
  const map = new Map<unknown, unknown>()
  const a = {}
  const b = {}
  const c = {}
  Object.assign(a, { b })
  Object.assign(b, { c })
  Object.assign(c, { map, a })
  map.set(map, 1).set({ b }, 2).set({ a }, 3)
  const { graph, roots } = graphOf([map])
  const again = graphOf(evaluate(writeGraph(graph, roots, ['map'])))
  expect(shapeOf(again.graph, again.roots)).toEqual(shapeOf(graph, roots))
})
