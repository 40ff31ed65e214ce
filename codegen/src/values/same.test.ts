import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ValueGraph } from '../observation.ts'
import { graphOf } from './graph.test-kit.ts'
import { evaluate, NotFound, PLACES, Point, writeGraph } from './writing.test-kit.ts'

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
