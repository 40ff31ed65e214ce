import { expect, test } from 'vitest'
import { differenceOfRequest } from './compare-request.ts'
import type { FailedBy, Outcome } from './outcome.ts'

const own = { class: 'TypeError', message: 'no such order', code: null, isOwn: true, stack: 'TypeError: no such order' }
const at = { file: '/src/a.ts', line: 3, column: 5 }

function answered(message: string, cause?: Partial<FailedBy>): Outcome {
  const error = { name: 'AssertionError', message, at: null, stack: '' }
  const its = { name: 'TypeError', message: 'no such order', at: null, stack: '', ...cause }
  return { kind: 'failed', error: cause ? { ...error, cause: its } : error }
}

const expected = (outcome: Outcome, isAlone = true): string | null =>
  differenceOfRequest(outcome, { status: 500 }, { error: own, at, madeAt: null }, isAlone)

test('it has to be answered with the same status', () => {
  expect(expected(answered('expected 500 to be less than 500', {}))).toBeNull()
  expect(expected(answered('expected 503 to be less than 500'))).toBe(
    'it fails with AssertionError: expected 503 to be less than 500',
  )
  expect(expected({ kind: 'passed' })).toBe('the test passes')
})

test('and for the same reason, where the error is known to be that of the request', () => {
  const said = 'expected 500 to be less than 500'
  expect(expected(answered(said))).toBe(
    'it is answered with 500, but without an error on the way: TypeError was recorded',
  )
  expect(expected(answered(said), false)).toBeNull()
  expect(expected(answered(said, {}))).toBeNull()
  expect(expected(answered(said, { name: 'RangeError' }))).toBe(
    'it is answered with 500 for another reason: it fails with RangeError: no such order',
  )
  expect(expected(answered(said, { name: 'RangeError' }), false)).toBeNull()
})

test('of one that was never answered the error itself counts', () => {
  const error = { name: 'TypeError', message: 'no such order', at, stack: '' }
  expect(
    differenceOfRequest({ kind: 'failed', error }, { status: null }, { error: own, at, madeAt: null }, false),
  ).toBeNull()
})
