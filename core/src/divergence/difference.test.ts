import { expect, test } from 'vitest'
import { difference } from './difference.ts'
import { plain } from './paint.ts'

const lines = (count: number, change: (i: number) => string = (i) => `line ${i}`): string[] =>
  Array.from({ length: count }, (_, i) => change(i))

test('what is only in the recording has a minus, what only the program did a plus', () => {
  expect(difference(['op', 'a', 'b'], ['op', 'a', 'c'], plain)).toEqual(['  op', '  a', '- b', '+ c'])
})

test('what is far from any difference is counted, but for the operation', () => {
  const changed = lines(20, (i) => (i === 10 ? 'changed' : `line ${i}`))
  expect(difference(lines(20), changed, plain)).toEqual([
    '  line 0',
    '  … 7 lines that are the same',
    '  line 8',
    '  line 9',
    '- line 10',
    '+ changed',
    '  line 11',
    '  line 12',
    '  … 7 lines that are the same',
  ])
})

test('long lines are cut around what differs in them', () => {
  const long = 'x'.repeat(500)
  const [removed, added] = difference([`${long}a${long}`], [`${long}b${long}`], plain) as [string, string]
  expect(removed).toMatch(/^- …x{80}ax{79}…$/)
  expect(added).toMatch(/^\+ …x{80}bx{79}…$/)
})

test('a difference of many lines is cut off with the number of those left out', () => {
  const shown = difference(lines(100), [], plain)
  expect(shown.length).toBe(41)
  expect(shown.at(-1)).toBe('  … 60 more lines')
})

test('colours are those of a diff', () => {
  const paint = { ...plain, red: (text: string) => `<${text}>`, green: (text: string) => `[${text}]` }
  expect(difference(['a'], ['b'], paint)).toEqual(['<- a>', '[+ b]'])
})
