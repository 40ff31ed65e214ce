import { expect, test } from 'vitest'
import { shapeOf } from './shape.ts'

const text = (...recorded: string[]): object => ({ kind: 'text', recorded })
const nat = { kind: 'integer', isNegative: false, isLarge: false }

test('the shape of values is that of all of them', () => {
  expect(shapeOf([1, 2], [])).toEqual(nat)
  expect(shapeOf([1, -2], [])).toEqual({ ...nat, isNegative: true })
  expect(shapeOf([1, 1_700_000_000_000], [])).toEqual({ ...nat, isLarge: true })
  expect(shapeOf([1, 2.5], [])).toEqual({ kind: 'double' })
  expect(shapeOf([true], [])).toEqual({ kind: 'boolean' })
  expect(shapeOf([null, 'a', 7], [])).toEqual({ kind: 'either', of: [nat, text(), { kind: 'null' }] })
})

test('of texts, those are shown that were recorded for the test itself', () => {
  expect(shapeOf(['a', 'b'], ['b', 'b'])).toEqual(text('b'))
})

test.each([
  [['4c3f9a62-7f0c-4f5e-9d1e-0a4f3c2b1d00'], { kind: 'uuid' }],
  [['2026-11-25', '2026-12-01'], { kind: 'date' }],
  [['2026-11-25T18:57:30.123Z'], { kind: 'instant', between: 'T', end: 'Z' }],
  [['2026-11-25 18:57:30.1-05'], { kind: 'instant', between: ' ', end: '+00' }],
  [['2026-11-25 18:57:30'], { kind: 'instant', between: ' ', end: '' }],
  [['12.50', '-3.9'], { kind: 'decimal', places: 2 }],
])('%j are made by a rule', (texts, format) => {
  expect(shapeOf(texts, texts)).toEqual({ kind: 'format', format })
  expect(shapeOf([...texts, 'another'], [])).toEqual(text())
})

test('a text that is JSON in some of the answers has a shape within', () => {
  const fields = [{ key: 'intent', shape: text(), isOptional: false }]
  expect(shapeOf(['{"intent":"refund"}'], ['I think it is'])).toEqual({
    kind: 'either',
    of: [text('I think it is'), { kind: 'json', data: { kind: 'record', fields } }],
  })
})

test('lists are as long as they were at most, and records have the fields of all', () => {
  const field = (key: string, shape: unknown, isOptional: boolean): object => ({ key, shape, isOptional })
  expect(shapeOf([[], [{ id: 1, note: null }, { id: 2 }]], [])).toEqual({
    kind: 'list',
    item: { kind: 'record', fields: [field('id', nat, false), field('note', { kind: 'null' }, true)] },
    most: 2,
  })
  expect(shapeOf([[]], [])).toEqual({ kind: 'list', item: null, most: 1 })
})

test('where no row or no value was seen, the types of columns say what there might be', () => {
  const types = { id: 'int4', due: 'timestamptz', name: 'varchar' }
  const rows = shapeOf([[]], [], types)
  expect(rows).toMatchObject({ item: { fields: [{ key: 'id' }, { key: 'due' }, { key: 'name', shape: text() }] } })
  expect(shapeOf([[{ id: 1, name: null }]], [], types)).toMatchObject({
    item: {
      fields: [
        { key: 'id', shape: nat },
        { key: 'name', shape: { of: [text(), { kind: 'null' }] } },
      ],
    },
  })
})
