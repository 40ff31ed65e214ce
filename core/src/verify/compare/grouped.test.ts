import { expect, test } from 'vitest'
import { type Difference, type Divergence, type Found, KINDS } from './difference.ts'
import { grouped, sameness } from './grouped.ts'

function found(its: Partial<Difference>, recording = 'a'): Found {
  const difference: Difference = {
    kind: 'changed-query',
    what: 'SELECT 1',
    during: 'GET /orders/1',
    place: { file: '/project/src/a.js', line: 4, column: 2, name: '' },
    recordedPlace: null,
    changes: [{ path: '$.operation', recorded: 'SELECT 2', actual: 'SELECT 1' }],
    ...its,
  }
  return { ...difference, acceptance: { add: null, remove: null }, recording, shown: difference }
}

function groupedAsUsual(all: readonly Found[]): Divergence[] {
  return grouped(all, (kind) => KINDS[kind].severity)
}

test('the same at the same line is one, in however many requests and recordings', () => {
  expect(groupedAsUsual([found({}), found({ during: 'GET /orders/2' }), found({}, 'b')])).toMatchObject([
    { count: 3, requests: ['GET /orders/1', 'GET /orders/2'], recordings: ['a', 'b'], also: [], severity: 'error' },
  ])
})

test('another line, another kind and other parts are others', () => {
  const place = { file: '/project/src/a.js', line: 5, column: 2, name: '' }
  const changes = [{ path: '$.values[0]', recorded: 1, actual: 2 }]
  expect(groupedAsUsual([found({}), found({ place }), found({ kind: 'missing' }), found({ changes })])).toHaveLength(4)
})

test('of a list, whichever item differs is the same part', () => {
  const at = (i: number): Partial<Difference> => ({ changes: [{ path: `$.lines[${i}].sku`, recorded: 1, actual: 2 }] })
  expect(groupedAsUsual([found(at(0)), found(at(1))])).toHaveLength(1)
})

test('what else is asked at a line is named once, but for its numbers', () => {
  const [all] = groupedAsUsual([
    found({}),
    found({ what: 'SELECT 2' }),
    found({ what: 'DELETE 3' }),
    found({ what: 'DELETE 4' }),
  ])
  expect(all?.also).toEqual(['DELETE 3'])
})

test('without a line it goes by what is asked, but for its numbers', () => {
  const nowhere = { place: null, kind: 'missing' } as const
  const all = groupedAsUsual([
    found({ ...nowhere, what: 'GET /a/1' }),
    found({ ...nowhere, what: 'GET /a/2' }),
    found({ ...nowhere, what: 'GET /b/2' }),
  ])
  expect(all.map(({ count }) => count)).toEqual([2, 1])
})

test('the gravest come first', () => {
  const all = groupedAsUsual([found({ kind: 'fixed' }), found({ kind: 'slower-in-calls' }), found({ kind: 'crashed' })])
  expect(all.map(({ kind }) => kind)).toEqual(['crashed', 'slower-in-calls', 'fixed'])
})

test('a divergence has the same name wherever the project is', () => {
  const elsewhere = { file: '/home/ada/project/src/a.js', line: 4, column: 2, name: '' }
  const [[one], [other]] = [groupedAsUsual([found({})]), groupedAsUsual([found({ place: elsewhere })])]
  expect(one?.id).toMatch(/^[0-9a-f]{7}$/)
  expect(other?.id).toBe(one?.id)
})

test('in another run it is the same where it does the same, whatever its line', () => {
  expect(sameness(found({ place: null }))).toBe(sameness(found({})))
  expect(sameness(found({ changes: [{ path: '$.operation', recorded: 'SELECT 2', actual: 'SELECT 3' }] }))).not.toBe(
    sameness(found({})),
  )
})
