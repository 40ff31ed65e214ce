import { expect, test } from 'vitest'
import { partOf } from './part.ts'

const runs = (recorded: unknown, actual: unknown): unknown => partOf('body', recorded, actual)?.runs

test('JSON differs by what it says, and not by the order of its keys or the commas behind', () => {
  expect(runs({ a: 1, b: [2] }, { b: [2], a: 1 })).toEqual([['=', expect.stringContaining('"a": 1,\n')]])
  expect(runs({ a: 1 }, { a: 1, b: 2 })).toEqual([
    ['=', '{\n  "a": 1,'],
    ['+', '  "b": 2'],
    ['=', '}'],
  ])
  expect(runs({ a: 1, c: 3 }, { a: 1, b: 2, c: 3 })).toContainEqual(['+', '  "b": 2,'])
})

test('a text differs line by line; what is there on one side only is all of that side', () => {
  expect(runs('a,\nb', 'a\nb')).toEqual([
    ['-', 'a,'],
    ['+', 'a'],
    ['=', 'b'],
  ])
  expect(runs('a', undefined)).toEqual([['-', 'a']])
  expect(runs(undefined, undefined)).toBeUndefined()
})

test('a number is another value than the text of it', () => {
  expect(runs(1, '1')).toEqual([
    ['-', '1'],
    ['+', '"1"'],
  ])
})

test('what is long is cut, in its middle and at the ends of lines', () => {
  const lines = Array.from({ length: 1000 }, (_, i) => `line ${i}`)
  expect(runs(lines.join('\n'), lines.join('\n'))).toEqual([
    ['=', lines.slice(0, 200).join('\n')],
    ['…', '600 lines left out'],
    ['=', lines.slice(-200).join('\n')],
  ])
  expect(runs('a'.repeat(20_000), undefined)).toEqual([['-', `${'a'.repeat(10_000)}… (10000 more characters)`]])
})
