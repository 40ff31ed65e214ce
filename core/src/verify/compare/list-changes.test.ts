import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Change, changes } from '../../player/changes.ts'
import { listChanges } from './list-changes.ts'

const told = (recorded: unknown, actual: unknown, isIgnored: (change: Change) => boolean = () => false): string[] =>
  changes(recorded, actual, { lists: listChanges(isIgnored) }).map(({ path, from, edit, recorded: was, actual: is }) =>
    [path, edit ?? 'changed', ...(from === undefined ? [] : [`from ${from}`]), JSON.stringify([was, is])].join(' '),
  )

const lamp = { sku: 'lamp', price: 10, tags: ['new'] }
const desk = { sku: 'desk', price: 90, tags: [] }
const sofa = { sku: 'sofa', price: 400, tags: ['soft', 'red'] }

test('an item that is new, or gone, makes no others of those behind it', () => {
  expect(told({ items: [lamp, desk] }, { items: [sofa, lamp, desk] })).toEqual([
    `$.items[0] added [null,${JSON.stringify(sofa)}]`,
  ])
  expect(told({ items: [lamp, sofa, desk] }, { items: [lamp, desk] })).toEqual([
    `$.items[1] removed [${JSON.stringify(sofa)},null]`,
  ])
})

test('a property that is new, or gone, is told as that', () => {
  expect(told({ lamp: { price: 10, old: null } }, { lamp: { price: 10, vat: 2 } })).toEqual([
    '$.lamp.old removed [null,null]',
    '$.lamp.vat added [null,2]',
  ])
})

test('an item that is in another place has moved', () => {
  expect(told([lamp, sofa, desk], [sofa, desk, lamp])).toEqual([`$[2] moved from $[0] ${JSON.stringify([lamp, lamp])}`])
})

test('an item that has changed is told by what differs in it, also where others are new before it', () => {
  expect(told([lamp, desk], [sofa, { ...lamp, price: 11 }, desk])).toEqual([
    `$[0] added [null,${JSON.stringify(sofa)}]`,
    '$[1].price changed from $[0].price [10,11]',
  ])
  expect(told([1, 2], [1, 3])).toEqual(['$[1] changed [2,3]'])
})

test('what does not count makes no other items', () => {
  const items = (...ids: readonly string[]): object[] => ids.map((id, i) => ({ id, n: i, at: 'x' }))
  const isId = ({ path }: Change): boolean => path.endsWith('.id')
  const actual = [{ id: 'e', n: 9, at: 'y' }, ...items('f', 'g')]
  expect(told(items('a', 'b'), actual, isId).filter((its) => !its.includes('.id'))).toEqual([
    `$[0] added [null,${JSON.stringify(actual[0])}]`,
  ])
  expect(told(items('a', 'b'), items('f', 'g'), isId)).toHaveLength(2)
})

test('what is told is never more than place by place, and nothing of what is the same', () => {
  const lists = fc.array(fc.oneof(fc.nat(3), fc.record({ a: fc.nat(2), b: fc.nat(2) })), { maxLength: 8 })
  fc.assert(
    fc.property(lists, lists, (recorded, actual) => {
      const found = told(recorded, actual)
      expect(found.length).toBeLessThanOrEqual(changes(recorded, actual).length)
      expect(found.length === 0).toBe(JSON.stringify(recorded) === JSON.stringify(actual))
    }),
  )
})

test('lists of which each item is another one are compared place by place', () => {
  const numbers = Array.from({ length: 5_000 }, (_, i) => i)
  expect(told(numbers, [...numbers.map((n) => -1 - n), 7])).toHaveLength(5_001)
})
