import fc from 'fast-check'
import { expect, test } from 'vitest'
import { print } from './print.ts'

test('what fits in a line stands in one', () => {
  expect(print({ at: 1, list: [1, 'two', null], none: [], empty: {} })).toBe(
    '{ "at": 1, "list": [1, "two", null], "none": [], "empty": {} }\n',
  )
  const long = 'x'.repeat(60)
  expect(print({ a: [long, long], b: { c: 1 } })).toBe(
    `{\n  "a": [\n    "${long}",\n    "${long}"\n  ],\n  "b": { "c": 1 }\n}\n`,
  )
})

test('a row of a table stands in one, however long and however few they are', () => {
  const long = 'x'.repeat(120)
  expect(print({ rows: [[1, long], [2]] })).toBe(`{\n  "rows": [\n    [1, "${long}"],\n    [2]\n  ]\n}\n`)
  expect(print({ rows: [[1]] })).toBe('{\n  "rows": [\n    [1]\n  ]\n}\n')
})

test('no line is longer than a review shows, but for texts that are and rows', () => {
  const value = { list: Array.from({ length: 60 }, (_, i) => i), name: { inner: Array(30).fill('abc') } }
  const longest = Math.max(
    ...print(value)
      .split('\n')
      .map(({ length }) => length),
  )
  expect(longest).toBeLessThanOrEqual(101)
})

test('whatever is printed is the same JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      expect(JSON.parse(print(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    { numRuns: 1000 },
  )
})
