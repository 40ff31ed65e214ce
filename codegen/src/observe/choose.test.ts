import { expect, test } from 'vitest'
import type { ErrorSeen } from '../observation.ts'
import { chooseFailures } from './choose.ts'
import type { FailureFound } from './failures.ts'

const plain = {
  causes: [],
  exitCode: null,
  request: null,
  at: null,
  madeAt: null,
  by: null,
  frames: [],
  isTold: false,
  entry: null,
}
const error: ErrorSeen = { class: 'TypeError', message: 'x is null', code: null, isOwn: false, stack: '' }
const request = {
  method: 'GET',
  target: '/orders/7',
  headers: [],
  body: new Uint8Array(),
  status: 500,
  asked: 3,
  answered: null,
  response: null,
  ended: null,
}
const at = { file: `${process.cwd()}/src/a.ts`, line: 4, column: 2 }

const caught: FailureFound = { ...plain, kind: 'caught', error, event: 1, until: 1 }
const failed: FailureFound = {
  ...plain,
  kind: 'response',
  error: { ...error, class: 'RangeError' },
  request,
  event: 5,
  until: 5,
}
const crashed: FailureFound = { ...plain, kind: 'uncaught', error, at, event: 9, until: 9 }
const all = [caught, failed, crashed]

test.each([
  [{}, failed],
  [{ error: 'TypeError' }, caught],
  [{ error: '^RangeError: x is' }, failed],
  [{ error: '/rangeerror: X/i' }, failed],
  [{ at: 'src/a.ts:4' }, crashed],
  [{ request: 'GET /orders/7' }, failed],
  [{ error: 'TypeError', event: 9 }, crashed],
])('%j chooses a failure', (choice, failure) => {
  expect(chooseFailures(all, choice, 'rec')[0]).toEqual({ failure, cause: null })
})

test('a request that is named without a query may have any; one that has none comes first', () => {
  const of = (target: string): FailureFound => ({ ...failed, request: { ...request, target } })
  const asked = ['/orders?page=1', '/orders?page=2', '/carts?of=7', '/carts'].map(of)
  const chosen = (wanted: string): unknown =>
    chooseFailures(asked, { request: wanted }, 'rec')[0]?.failure.request?.target
  expect(chosen('GET /orders')).toBe('/orders?page=1')
  expect(chosen('GET /orders?page=2')).toBe('/orders?page=2')
  expect(chosen('GET /carts')).toBe('/carts')
  expect(() => chosen('GET /orders?page=3')).toThrow('none is as asked for')
  expect(() => chosen('POST /orders')).toThrow('none is as asked for')
})

test('where there is none, it says so', () => {
  expect(() => chooseFailures([caught], {}, 'rec')).toThrow('Found no failure in rec: nothing failed.')
  expect(() => chooseFailures(all, { at: 'src/a.ts:5' }, 'rec')).toThrow('none is as asked for')
})

test('where nothing failed and nothing was caught, it says what a test can be of', () => {
  for (const choice of [{}, { error: 'TypeError' }])
    expect(() => chooseFailures([], choice, 'rec')).toThrow('`retrace generate rec --function NAME`')
})

const wrapped: FailureFound = {
  ...plain,
  kind: 'rejection',
  error: { ...error, class: 'LoadError' },
  causes: [
    { error: { ...error, class: 'FetchError' }, at: null },
    { error, at },
  ],
  event: 12,
  until: 12,
}

test.each([{ error: 'TypeError' }, { at: 'src/a.ts:4' }, { error: '^TypeError: x', at: 'src/a.ts:4', event: 12 }])(
  '%j chooses a failure whose error came of one that is so',
  (choice) => {
    expect(chooseFailures([wrapped], choice, 'rec')).toEqual([{ failure: wrapped, cause: wrapped.causes[1] }])
  },
)

test('one that was caught and wrapped is chosen itself first', () => {
  expect(chooseFailures([caught, wrapped], { error: 'TypeError' }, 'rec')).toEqual([
    { failure: caught, cause: null },
    { failure: wrapped, cause: wrapped.causes[1] },
  ])
})

test('where there is none, causes are among what there is to choose from', () => {
  expect(() => chooseFailures([wrapped], { error: 'SyntaxError' }, 'rec')).toThrow(
    'There is LoadError: x is null (rejection, event 12, by FetchError: x is null, by TypeError: x is null at src/a.ts:4).',
  )
})
