import { expect, test } from 'vitest'
import { idsIn, Volatile } from './volatile.ts'

const BEGAN = Date.parse('2026-03-01T10:00:00Z')
const KNOWN = '11111111-1111-4111-8111-111111111111'
const NEW = '22222222-2222-4222-8222-222222222222'
const OTHER = '33333333-3333-4333-8333-333333333333'

const volatile = new Volatile({ from: BEGAN, to: BEGAN + 1000 }, () => new Set([KNOWN]))

function why(recorded: unknown, actual: unknown, path = '$.a'): string | null {
  return volatile.whyIgnored({ path, recorded, actual })
}

test.each([
  ['an ISO time', '2026-03-01T10:00:00.000Z', '2026-03-01T10:00:00.500Z', 'a time'],
  ['one in a text', 'at 2026-03-01 10:00:00 ok', 'at 2026-03-01 10:00:01 ok', 'a time'],
  ['an HTTP date', 'Sun, 01 Mar 2026 10:00:00 GMT', 'Sun, 01 Mar 2026 10:00:02 GMT', 'a time'],
  ['milliseconds', BEGAN, BEGAN + 12, 'a time'],
  ['seconds', BEGAN / 1000, BEGAN / 1000 + 1, 'a time'],
  ['a time that was data', '2020-01-01T00:00:00.000Z', '2026-03-01T10:00:00.500Z', null],
  ['a time that is data', '2026-03-01T10:00:00.000Z', '2020-01-01T00:00:00.000Z', null],
])('%s', (_what, recorded, actual, expected) => {
  expect(why(recorded, actual)).toBe(expected)
})

test.each([
  ['a UUID', NEW, OTHER, 'a generated id'],
  ['one in a path', `/orders/${NEW}/lines`, `/orders/${OTHER}/lines`, 'a generated id'],
  ['a token', 'sess_a1b2c3d4e5f6a7b8c9d0', 'sess_b1b2c3d4e5f6a7b8c9d1', 'a generated id'],
  ['one that the recording has elsewhere', NEW, KNOWN, null],
  ['a long word', 'internationalisation-of-all', 'internationalization-of-all', null],
])('%s', (_what, recorded, actual, expected) => {
  expect(why(recorded, actual)).toBe(expected)
})

test.each([
  ['ports that the system gave', 'http://127.0.0.1:40100/a', 'http://127.0.0.1:40200/a', 'a port'],
  ['a port that is written somewhere', 'localhost:40100', 'localhost:3001', null],
  ['the same on another machine', 'db.test:40100', 'db.test:40200', null],
])('%s', (_what, recorded, actual, expected) => {
  expect(why(recorded, actual)).toBe(expected)
})

const failed = (...frames: readonly string[]): string => `Error: no${frames.map((it) => `\n    at ${it}`).join('')}`

test.each([
  ['a stack', failed('f (/a/b.js:1:2)', 'file:///a/c.js:3:4'), failed('g (/a/b.js:10:2)'), 'a stack'],
  ['frames of Node', failed('f (/a.js:1:2)'), failed('f (/a.js:1:2)', 'node:internal/a/b:9:5'), 'a stack'],
  [
    'one of an error page',
    '<pre>Error: no<br> &nbsp; &nbsp;at f (/a.js:1:2)</pre>',
    '<pre>Error: no<br> &nbsp; &nbsp;at JSON.parse (&lt;anonymous&gt;)<br> &nbsp; &nbsp;at f (/a.js:1:2)</pre>',
    'a stack',
  ],
  ['another error', failed('f (/a.js:1:2)'), `Other${failed('f (/a.js:1:2)')}`, null],
  ['a stack on one side', 'Error: no', failed('f (/a.js:1:2)'), null],
])('%s', (_what, recorded, actual, expected) => {
  expect(why(recorded, actual)).toBe(expected)
})

test('a number is a duration by its name, and only where both sides have one', () => {
  expect(why(12, 15, '$.body.tookMs')).toBe('a duration')
  expect(why('12ms', '15.5ms', '$.headers["x-response-time"]')).toBe('a duration')
  expect(why(12, 15, '$.body.total')).toBe(null)
  expect(why(12, undefined, '$.body.tookMs')).toBe(null)
})

test('what is different besides counts', () => {
  expect(why(`${NEW} of Ada`, `${OTHER} of Ben`)).toBe(null)
  expect(why(1, '1')).toBe(null)
  expect(why(true, false)).toBe(null)
})

test('all ids of a text', () => {
  expect(idsIn(`/a/${NEW}?b=${OTHER}&c=12`)).toEqual([NEW, OTHER])
})
