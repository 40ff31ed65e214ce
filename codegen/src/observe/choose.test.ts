import { expect, test } from 'vitest'
import type { ErrorSeen } from '../observation.ts'
import { chooseFailure } from './choose.ts'
import type { FailureFound } from './failures.ts'

const plain = { exitCode: null, request: null, at: null, by: null, frames: [], isTold: false, entry: null }
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

const caught: FailureFound = { ...plain, kind: 'caught', error, event: 1 }
const failed: FailureFound = { ...plain, kind: 'response', error: { ...error, class: 'RangeError' }, request, event: 5 }
const crashed: FailureFound = { ...plain, kind: 'uncaught', error, at, event: 9 }
const all = [caught, failed, crashed]

test.each([
  [{}, failed],
  [{ error: 'TypeError' }, caught],
  [{ error: '^RangeError: x is' }, failed],
  [{ at: 'src/a.ts:4' }, crashed],
  [{ request: 'GET /orders/7' }, failed],
  [{ error: 'TypeError', event: 9 }, crashed],
])('%j chooses a failure', (choice, failure) => {
  expect(chooseFailure(all, choice, 'rec')).toBe(failure)
})

test('where there is none, it says so', () => {
  expect(() => chooseFailure([caught], {}, 'rec')).toThrow('Found no failure in rec: nothing failed.')
  expect(() => chooseFailure(all, { at: 'src/a.ts:5' }, 'rec')).toThrow('none is as asked for')
})
