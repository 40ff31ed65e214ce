import { expect, test } from 'vitest'
import { graphOf } from '../values/graph.test-kit.ts'
import { nodeAt } from '../values/shape.ts'
import { loosened, looseSource } from '../write/loose.ts'
import { volatileIn } from './volatile.ts'

test('what differs is found in arrays and plain objects', () => {
  const one = { at: new Date(1), total: 3, lines: [{ id: 'a', n: 1 }], same: new Map([[1, 2]]) }
  const other = { at: new Date(2), total: 3, lines: [{ id: 'b', n: 1 }], same: new Map([[1, 2]]) }
  expect(volatileIn(one, other)).toEqual([
    { path: ['at'], value: new Date(1) },
    { path: ['lines', 0, 'id'], value: 'a' },
  ])
})

test.each([
  ['another length', [1], [1, 2]],
  ['another key', { a: 1 }, { b: 1 }],
  ['another kind', [1], { 0: 1 }],
  ['another set', new Set([1]), new Set([2])],
  ['another zero', 0, -0],
])('%s is one part', (_, one, other) => {
  expect(volatileIn(one, other)).toEqual([{ path: [], value: one }])
})

test('what leads back to itself is gone into once', () => {
  const circle = (at: number): object => {
    const its: { at: number; self?: object } = { at }
    its.self = its
    return its
  }
  expect(volatileIn(circle(1), circle(2))).toEqual([{ path: ['at'], value: 1 }])
})

test('only the part itself is loosened, and not what looks like it', () => {
  const { graph, roots } = graphOf([{ id: 7, count: 7, lines: [{ id: 7 }] }])
  const loose = loosened(graph, roots[0] as number, [
    { path: ['id'], value: 7 },
    { path: ['lines', 0, 'id'], value: 7 },
  ])
  const keys = [...loose.instead.keys()]
  const root = nodeAt(loose.graph, loose.root)
  const properties = root.kind === 'object' ? root.properties : []
  expect(properties.filter(({ value }) => keys.includes(value)).map(({ key }) => key)).toEqual(['id'])
  expect([...loose.instead.values()]).toEqual(['expect.any(Number)', 'expect.any(Number)'])
})

test('what is the same is no part', () => {
  expect(volatileIn({ a: [Number.NaN, 'x'] }, { a: [Number.NaN, 'x'] })).toEqual([])
})

test.each([
  ['2026-11-30T13:43:41.374Z', 'expect.stringMatching(/^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z$/)'],
  ['cbe2bd91-3b91-4bd9-9556-f9ed2d5d52f4', 'expect.stringMatching(/^[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}$/)'],
  ['order 7', 'expect.any(String)'],
  [7, 'expect.any(Number)'],
  [7n, 'expect.any(BigInt)'],
  [true, 'expect.any(Boolean)'],
  [[7], 'expect.any(Array)'],
  [new Date(), 'expect.any(Date)'],
  [null, 'expect.anything()'],
  [{}, 'expect.anything()'],
])('%o is expected by what it is', (value, source) => {
  expect(looseSource(value)).toBe(source)
})
