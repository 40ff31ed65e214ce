import { expect, test } from 'vitest'
import type { Difference } from '../compare/difference.ts'
import { type Accepted, acceptedOf } from './accepted.ts'
import { settle, type Settlement } from './settle.ts'

const query = (actual: unknown): Difference => ({
  kind: 'changed-query',
  what: String(actual),
  during: 'GET /a',
  place: null,
  recordedPlace: null,
  changes: [{ path: '$.operation', recorded: 'A', actual }],
})

const settled = (differences: readonly Difference[], accepted: readonly Accepted[]): Settlement =>
  settle(differences, accepted, ({ actual }) => actual === 'ignored')

test('what is as it was accepted does not count; each time that it was accepted once', () => {
  const accepted = [acceptedOf(query('B'))]
  expect(settled([query('B')], accepted)).toEqual({ differences: [], accepted: 1 })
  expect(settled([query('B'), query('B')], accepted)).toMatchObject({ differences: [{ what: 'B' }], accepted: 1 })
})

test('what is something third is compared with what was accepted, and accepting it takes the place of that', () => {
  const first = acceptedOf(query('B'))
  expect(settled([query('C')], [first]).differences).toMatchObject([
    {
      changes: [{ recorded: 'B', actual: 'C' }],
      acceptance: { add: { changes: [{ recorded: 'A', actual: 'C' }] }, remove: first },
    },
  ])
})

test('what is again as it was recorded is a divergence, the other way round', () => {
  const crash: Difference = { ...query('B'), kind: 'fixed' }
  expect(settled([], [acceptedOf(query('B')), acceptedOf(crash)]).differences).toMatchObject([
    { kind: 'changed-query', changes: [{ recorded: 'B', actual: 'A' }], acceptance: { add: null } },
    { kind: 'crashed', changes: [{ recorded: 'B', actual: 'A' }], acceptance: { add: null } },
  ])
})

test('what stands there in the place of a secret is taken for any', () => {
  const placeholder = 'redacted1a2b3c4d'
  const accepted: Accepted = { ...acceptedOf(query(`Bearer ${placeholder}`)), what: 'B', placeholders: [placeholder] }
  expect(settled([{ ...query('Bearer k'), what: 'B' }], [accepted]).differences).toEqual([])
  expect(settled([{ ...query('Basic k'), what: 'B' }], [accepted]).differences).toHaveLength(1)
})

test('an item of a list that was accepted is undone the other way round', () => {
  const added = { path: '$.body[0]', recorded: undefined, actual: 'A', edit: 'added' } as const
  const moved = { path: '$.body[2]', from: '$.body[1]', recorded: 'B', actual: 'B', edit: 'moved' } as const
  const accepted = acceptedOf({ ...query('B'), changes: [added, moved] })
  expect(settled([{ ...query('B'), changes: [added, moved] }], [accepted]).differences).toMatchObject([])
  expect(settled([], [accepted]).differences[0]?.changes).toEqual([
    { path: '$.body[0]', recorded: 'A', actual: undefined, edit: 'removed' },
    { path: '$.body[1]', from: '$.body[2]', recorded: 'B', actual: 'B', edit: 'moved' },
  ])
})

test('what is another one in each run is as it was accepted', () => {
  const given = { ...query('ignored'), what: 'B' }
  expect(settled([given], [acceptedOf({ ...query('B'), what: 'B' })]).differences).toEqual([])
})
