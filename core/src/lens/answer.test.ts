import { expect, test } from 'vitest'
import { answerIn, exchangeOf, fixtureOf, withAnswer } from './index.ts'
import type { ExchangeFixture } from './lens.ts'

const of = (protocol: string, its: object): ExchangeFixture => ({ protocol, at: 1, ended: 2, ...its })

const columns = [
  { name: 'id', type: 'int4' },
  { name: 'total', type: 'numeric' },
  { name: 'note', type: 'jsonb' },
]
const table = {
  statements: [{ sql: 'select id, total, note from orders' }],
  asked: [{ query: 'select id, total, note from orders' }],
  answers: [
    { at: 1, messages: [{ columns, rows: [[1, '12.50', { json: { gift: true } }]] }] },
    { at: 2, messages: [{ rows: [[2, '1.50', null]] }, { complete: 'SELECT #' }, { ready: 'I' }] },
  ],
}
const postgres = of('postgres', table)

const http = (body: unknown, headers: string[] = []): ExchangeFixture =>
  of('http', {
    request: { method: 'GET', target: '/', headers: [] },
    response: { at: 2, status: 200, headers, ...(body === undefined ? {} : { body }) },
  })

const redis = (...replies: unknown[]): ExchangeFixture =>
  of('redis', {
    command: ['GET', 'key'],
    replies: replies.map((reply) => ({ at: 2, reply })),
  })

const hash = (reply: unknown): ExchangeFixture =>
  of('redis', { command: ['hgetall', 'key'], replies: [{ at: 2, reply }] })

const external = (outcome: object): ExchangeFixture =>
  of('external', {
    call: 'llm.ask',
    arguments: { json: [] },
    outcome,
  })

/** What is read of an exchange, once another answer has been written and gone through the protocol's own bytes. */
function rewritten(fixture: ExchangeFixture, data: unknown): unknown {
  return answerIn(fixtureOf(exchangeOf(withAnswer(fixture, data))))
}

test.each([
  ['JSON', http({ json: { a: [1] } }), { a: [1] }, { a: [] }],
  ['JSON in an order or layout of its own', http({ text: ['{"a": 1.0}'] }), { a: 1 }, { a: 2 }],
  ['a text', http({ text: ['<p>', '</p>'] }), '<p>\n</p>', '<b>'],
  [
    'a stream',
    http(
      {
        chunks: [
          { at: 1, text: ['data: 1', ''] },
          { at: 2, text: ['data: 2', ''] },
        ],
      },
      ['Content-Type: text/event-stream'],
    ),
    ['data: 1\n', 'data: 2\n'],
    ['data: 3\n'],
  ],
  [
    'a row for each',
    postgres,
    [
      { id: 1, total: '12.50', note: { gift: true } },
      { id: 2, total: '1.50', note: null },
    ],
    [{ id: 7, total: '3', note: null }],
  ],
  ['no rows', postgres, expect.anything(), []],
  ['a text of Redis', redis('7'), '7', 'seven'],
  ['a list of Redis', redis(['a', null]), ['a', null], ['b']],
  ['nothing in Redis', redis(null), null, null],
  ['JSON in Redis', redis('{"total": 7}'), { total: 7 }, { total: 8 }],
  ['a text of Redis where there was none', redis(null), null, 'a'],
  ['nothing in Redis, in its version 3', redis({ _: '' }), null, 'a'],
  ['a hash of Redis', hash(['a', '1', 'b', '2']), { a: '1', b: '2' }, { c: '3' }],
  ['no hash in Redis', hash([]), {}, { c: '3' }],
  ['a hash of Redis, in its version 3', hash({ '%': [['a', '1']] }), { a: '1' }, { b: '2', c: '3' }],
  ['a set of Redis, in its version 3', redis({ '~': ['a', 'b'] }), ['a', 'b'], ['c']],
  ['a number of Redis, in its version 3', redis({ ',': '1.5' }), 1.5, 2.25],
  ['a result', external({ how: 'resolved', value: { json: 'yes' } }), 'yes', ['no']],
])('an answer is read as data, and another takes its place: %s', (_name, fixture, data, other) => {
  expect(answerIn(fixture)).toEqual(data)
  expect(rewritten(fixture, answerIn(fixture))).toEqual(data)
  expect(rewritten(fixture, other)).toEqual(other)
})

test('what is JSON in a text of Redis has its place where there was nothing', () => {
  for (const nothing of [null, { _: '' }, { '*': null }])
    expect(rewritten(redis(nothing), { total: 7 })).toEqual({ total: 7 })
})

test('a null or a missing value of a row is null', () => {
  expect(rewritten(postgres, [{ id: 3 }])).toEqual([{ id: 3, total: null, note: null }])
})

test('what a column can not hold is refused', () => {
  expect(() => rewritten(postgres, [{ total: { no: 'number' } }])).toThrow('has none of `json`')
  expect(() => rewritten(postgres, 'x')).toThrow('rows are a list')
})

test.each([
  ['bytes', http({ base64: 'AAEC' })],
  ['nothing at all', http(undefined)],
  ['an error', external({ how: 'threw', value: { json: 'no' } })],
  ['a status of Redis', redis({ '+': 'OK' })],
  ['several replies', redis(1, 2)],
  [
    'two columns of a name',
    of('postgres', { ...table, answers: [{ at: 1, messages: [{ columns: [columns[0], columns[0]], rows: [] }] }] }),
  ],
  [
    'two tables',
    of('postgres', {
      ...table,
      answers: [
        {
          at: 1,
          messages: [
            { columns, rows: [] },
            { columns, rows: [] },
          ],
        },
      ],
    }),
  ],
  ['raw bytes', of('raw', { sent: [], received: [] })],
])('there is no data in %s', (_name, fixture) => {
  expect(answerIn(fixture)).toBe(undefined)
})
