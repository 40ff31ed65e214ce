import { expect, test } from 'vitest'
import { withoutLayout } from '../../lens/sql.ts'
import { type Call, pairCalls } from './calls.ts'

const TO = { host: 'db.test', port: 5432, secure: false }

function call(operation: string, values: readonly unknown[] = [], during: Call['during'] = [0]): Call {
  const details = { values }
  const [protocol, text] = ['postgres', withoutLayout(operation)]
  const key = `${text} ${JSON.stringify(details)}`
  return {
    number: 0,
    protocol,
    to: TO,
    operation,
    text,
    details,
    key,
    at: 0,
    endedAt: null,
    during,
    place: null,
    before: null,
    began: 0,
    ended: null,
    where: null,
    same: null,
  }
}

type Summary = readonly [recorded: string, actual: string, ...changed: readonly string[]]

function paired(
  recorded: readonly Call[],
  actual: readonly Call[],
  isIgnored: (recorded: unknown) => boolean = () => false,
): { pairs: Summary[]; missing: string[]; extra: string[] } {
  const { pairs, missing, extra } = pairCalls(recorded, actual, (change) => isIgnored(change.recorded))
  const text = ({ operation, details }: Call): string => [operation, ...(details['values'] as string[])].join(' ')
  return {
    pairs: pairs.map((its) => [text(its.recorded), text(its.actual), ...its.changes.map(({ path }) => path)]),
    missing: missing.map(text),
    extra: extra.map(text),
  }
}

const USER = 'SELECT name FROM users WHERE id = $1'
const USER_MORE = 'SELECT name, age FROM users WHERE id = $1'
const STOCK = 'UPDATE stock SET left = 0'

test('the very same comes first, in whatever order it is asked', () => {
  expect(paired([call(USER, [1]), call(USER, [2])], [call(USER, [2]), call(USER, [1])])).toEqual({
    pairs: [
      ['SELECT name FROM users WHERE id = $1 2', 'SELECT name FROM users WHERE id = $1 2'],
      ['SELECT name FROM users WHERE id = $1 1', 'SELECT name FROM users WHERE id = $1 1'],
    ],
    missing: [],
    extra: [],
  })
})

test('the very same of its own request comes before that of another', () => {
  const [own, others] = [call(USER, [1], [1]), call(USER, [1], [0])]
  const { pairs } = pairCalls([others, own], [call(USER, [1], [1])], () => false)
  expect(pairs[0]?.recorded).toBe(own)
})

test('of the same statement, values that do not count come before others', () => {
  const { pairs, missing } = paired(
    [call(USER, ['x']), call(USER, ['ignored'])],
    [call(USER, ['y'])],
    (recorded) => recorded === 'ignored',
  )
  expect(pairs).toEqual([[`${USER} ignored`, `${USER} y`, '$.values[0]']])
  expect(missing).toEqual([`${USER} x`])
})

test('a statement that is put otherwise is the one that comes next to it', () => {
  expect(paired([call(STOCK), call(USER, [1])], [call(USER_MORE, [1]), call(STOCK)])).toEqual({
    pairs: [
      [`${USER} 1`, `${USER_MORE} 1`, '$.operation'],
      [STOCK, STOCK],
    ],
    missing: [],
    extra: [],
  })
})

test('how a statement is laid out is no change', () => {
  const laidOut = 'SELECT name\n  FROM users -- all of them\n  WHERE id = $1'
  expect(paired([call(USER, [1])], [call(laidOut, [2])]).pairs).toEqual([[`${USER} 1`, `${laidOut} 2`, '$.values[0]']])
})

test('what is asked once more is extra, and not another one that has changed', () => {
  expect(paired([call(USER, [1]), call(USER, [2])], [call(USER, [1]), call(USER, [1])])).toEqual({
    pairs: [[`${USER} 1`, `${USER} 1`]],
    missing: [`${USER} 2`],
    extra: [`${USER} 1`],
  })
})

test('what has nothing alike is missing, and extra', () => {
  expect(paired([call(STOCK)], [call(USER, [1])])).toEqual({ pairs: [], missing: [STOCK], extra: [`${USER} 1`] })
})

test('what has nothing alike, and is asked in the same way at the same line, has changed', () => {
  const at = (line: number): Call['place'] => ({ file: '/a.js', line, column: 1, name: '' })
  const was = { ...call('GET a:1'), place: at(4) }
  const changed = (before: number): Call => ({ ...call('GET z:9'), place: at(6), before })
  expect(paired([was], [changed(4)]).pairs).toEqual([['GET a:1', 'GET z:9', '$.operation']])
  expect(paired([was], [changed(5)]).pairs).toEqual([])
})

test('where it is asked counts too', () => {
  const elsewhere = { ...call(USER, [1]), where: 'other.test:80', key: 'another' }
  expect(paired([call(USER, [1])], [elsewhere]).pairs).toEqual([[`${USER} 1`, `${USER} 1`, '$.to']])
})
