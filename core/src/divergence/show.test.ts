import { describe, expect, test } from 'vitest'
import { decodeText, showAction, showEvent } from './show.ts'
import { defineOp } from '../tape/op.ts'

const op = defineOp({
  name: 'stream.write',
  kind: 'output',
  target: true,
  fields: ['bytes', 'int'],
  asked: 1,
  labels: ['bytes', 'status'],
})

describe('an event as one line', () => {
  const event = (fields: unknown[], threw = false) => ({ index: 12, time: 34, op, target: 3, fields, threw })
  test.each([
    ['bytes that are text', [Buffer.from('GET /\r\n'), 0], '"GET /\\r\\n" status=0'],
    ['long text', [Buffer.alloc(100, 'ab'), 0], `"${'ab'.repeat(30)}"… (100 bytes) status=0`],
    ['other bytes', [Buffer.of(0, 1, 2), 0], '<000102> (3 bytes) status=0'],
    ['many other bytes', [Buffer.alloc(40, 0xff), 0], `<${'ff'.repeat(16)}…> (40 bytes) status=0`],
  ])('shows %s', (_, fields, shown) => {
    expect(showEvent(event(fields))).toBe(`#12 +0.034s stream.write @3 ${shown}`)
  })

  test('shows what was thrown', () => {
    expect(showEvent(event([Buffer.of(65), new TypeError('no')], true))).toBe(
      '#12 +0.034s stream.write @3 "A" threw=TypeError: no',
    )
  })
})

test('an action is shown as its operation and its fields, a line of text a line', () => {
  const fields = [Buffer.from('a\r\nb '), { n: -0 }, 'one', Buffer.alloc(40, 1), 'two\nlines']
  expect(
    showAction({ name: 'x.y', kind: 'output', target: -1, fields, labels: ['bytes', 'value', '', 'raw', 'text'] }),
  ).toEqual([
    'x.y',
    '  bytes:',
    '    "a\\r\\n"',
    '    "b "',
    '  value: { n: -0 }',
    '  "one"',
    '  raw:',
    `    0000  ${'01'.repeat(32)}`,
    `    0020  ${'01'.repeat(8)}`,
    '  text:',
    '    "two\\n"',
    '    "lines"',
  ])
})

test('what Node fills in by itself is masked, as it is when comparing', () => {
  const fields = [Buffer.from('HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 22:21:26 GMT\r\n\r\n')]
  expect(showAction({ name: 'x', kind: 'output', target: 1, fields, labels: [] })).toContain(
    '  "Date ___ 00 ___ 0000 00:00:00 GMT\\r\\n"',
  )
})

test.each([
  ['plain text', Buffer.from('text\t\r\n'), 'text\t\r\n'],
  ['colours of a terminal', Buffer.from('\u001b[1mb'), '\u001b[1mb'],
  ['text that is cut off inside a character', Buffer.from('ä€').subarray(0, 4), 'ä'],
  ['bytes with a zero', Buffer.from('a\0'), null],
  ['bytes that are no UTF-8', Buffer.of(0xff, 0x41, 0x42, 0x43, 0x44), null],
])('decodes %s', (_, bytes, text) => {
  expect(decodeText(bytes)).toBe(text)
})
