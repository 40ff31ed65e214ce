import { expect, test } from 'vitest'
import type { Call } from './calls.ts'
import { reordered } from './reordered.ts'

/** A call of a request, from one time to another. */
function call(
  text: string,
  number: number,
  [began, ended]: readonly [number, number | null],
  during: Call['during'] = [1],
): Call {
  const to = { host: 'db', port: 5432, secure: false }
  return {
    number,
    protocol: 'postgres',
    to,
    where: null,
    operation: text,
    text,
    details: {},
    key: text,
    at: began,
    endedAt: ended,
    began,
    ended,
    during,
    place: null,
    before: null,
    same: null,
  }
}

/** Calls one after another, by their texts. */
function inTurn(texts: string, during?: Call['during']): Call[] {
  return texts.split('').map((text, i) => call(text, i, [i * 10, i * 10 + 5], during))
}

/** Which are told to have moved, with what is asked right before them, then and now. */
function moved(recorded: readonly Call[], actual: readonly Call[]): string[] {
  const pairs = actual.map((its) => {
    return { actual: its, recorded: recorded.find(({ text }) => text === its.text) as Call, changes: [] }
  })
  return reordered(pairs, recorded, actual).map(
    ({ pair, before }) => `${pair.actual.text} ${before.recorded?.text ?? '-'}${before.actual?.text ?? '-'}`,
  )
}

test('of calls one after another it is told which one has moved, and behind what', () => {
  expect(moved(inTurn('abcd'), inTurn('abcd'))).toEqual([])
  expect(moved(inTurn('abcd'), inTurn('bcda'))).toEqual(['a -d'])
  expect(moved(inTurn('abcd'), inTurn('acbd'))).toHaveLength(1)
})

test('what is gone or new between them moves nothing', () => {
  const [a, , c] = inTurn('abc')
  expect(moved(inTurn('abc'), [a as Call, c as Call])).toEqual([])
})

test('where calls overlap, then or now, their order says nothing', () => {
  const together = [call('a', 0, [0, 20]), call('b', 1, [10, 30])]
  expect(moved(together, inTurn('ba'))).toEqual([])
  expect(moved(inTurn('ab'), [call('b', 0, [0, 20]), call('a', 1, [10, 30])])).toEqual([])
  expect(moved(inTurn('ab'), [call('b', 0, [0, null]), call('a', 1, [10, 30])])).toEqual([])
})

test('where it is not known which request a call was for, it says nothing either', () => {
  expect(moved(inTurn('ab', [1, 2]), inTurn('ba', [1]))).toEqual([])
})
