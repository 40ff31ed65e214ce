import { expect, test } from 'vitest'
import { graphOf } from '../values/graph.test-kit.ts'
import { inOneLine } from '../values/layout.ts'
import { writeValues } from '../values/source.ts'
import { surroundings } from '../values/writing.test-kit.ts'
import { settingOf } from './module-state.ts'

function linesFor(value: unknown, language: 'typescript' | 'javascript' = 'javascript'): string[] {
  const { graph, roots } = graphOf([value])
  const setting = settingOf({ file: '/a.ts', name: 'stock', root: roots[0] as number }, graph, language)
  const source = writeValues(graph, setting!.roots, surroundings({ language }))
  if (source.kind === 'unavailable') throw new Error(source.what)
  return [...source.statements, ...setting!.lines('stock', source.expressions).map(inOneLine)]
}

const many = Array.from({ length: 6 }, (_, i) => i)

test('few entries are set one by one', () => {
  const lamp = { left: 1 }
  expect(
    linesFor(
      new Map([
        ['lamp', lamp],
        ['bulb', { left: 2 }],
      ]),
    ),
  ).toEqual(['stock.clear()', "stock.set('lamp', { left: 1 })", "stock.set('bulb', { left: 2 })"])
  expect(linesFor(new Set(['lamp']))).toEqual(['stock.clear()', "stock.add('lamp')"])
  expect(linesFor(['lamp', 'bulb'])).toEqual(["stock.splice(0, stock.length, 'lamp', 'bulb')"])
  expect(linesFor([])).toEqual(['stock.splice(0, stock.length)'])
  expect(
    linesFor(
      new Map([
        ['lamp', lamp],
        ['bulb', lamp],
      ]),
    ).at(0),
  ).toMatch(/^const \w+ = \{ left: 1 \}$/)
})

test('many are set in a loop, over a list', () => {
  const pairs = many.map((i) => [i, `n${i}`] as const)
  const list = pairs.map(([i, text]) => `[${i}, '${text}']`).join(', ')
  const set = ') stock.set(key, value)'
  expect(linesFor(new Map(pairs))).toEqual(['stock.clear()', `for (const [key, value] of [${list}]${set}`])
  expect(linesFor(new Map(pairs), 'typescript').at(-1)).toBe(`for (const [key, value] of new Map([${list}])${set}`)
  expect(linesFor(new Set(many)).at(-1)).toBe('for (const item of [0, 1, 2, 3, 4, 5]) stock.add(item)')
  expect(linesFor(many)).toEqual(['stock.splice(0, stock.length, ...[0, 1, 2, 3, 4, 5])'])
})
