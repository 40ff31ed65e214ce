import { describe, expect, test } from 'vitest'
import { decodeText, describeEvent } from './describe.ts'
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
    ['long text', [Buffer.alloc(100, 'ab'), 0], `"${'ab'.repeat(30)}…" (100 bytes) status=0`],
    ['other bytes', [Buffer.of(0, 1, 2), 0], '<000102> (3 bytes) status=0'],
    ['many other bytes', [Buffer.alloc(40, 0xff), 0], `<${'ff'.repeat(32)}…> (40 bytes) status=0`],
  ])('shows %s', (_, fields, shown) => {
    expect(describeEvent(event(fields), 60)).toBe(`#12 +0.034s stream.write @3 bytes=${shown}`)
  })

  test('shows a value, cut off where it is long', () => {
    const bare = defineOp({ name: 'x.y', kind: 'value', fields: ['value', 'text'] })
    const value = { ...event([{ a: [1, { b: 2 }] }, 'x'.repeat(200)]), op: bare }
    expect(describeEvent(value, 60)).toBe(
      `#12 +0.034s x.y { a: [ 1, { b: 2 } ] } '${'x'.repeat(60)}'... 140 more characters`,
    )
  })

  test('shows what was thrown', () => {
    expect(describeEvent(event([Buffer.of(65), new TypeError('no')], true))).toBe(
      '#12 +0.034s stream.write @3 bytes="A" threw=TypeError: no',
    )
  })
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
