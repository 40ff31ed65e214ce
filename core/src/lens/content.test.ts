import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOf, contentOfBytes } from './content.ts'

const show = (text: string): unknown => contentOfBytes(Buffer.from(text))

test('any bytes are the same again, also by way of a JSON file', () => {
  const some = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => Buffer.from(text)),
    fc
      .tuple(fc.jsonValue(), fc.constantFrom(undefined, 2, 4, '\t', 3), fc.constantFrom('', '\n', '\r\n'))
      .map(([json, indent, end]) => Buffer.from(JSON.stringify(json, null, indent) + end)),
  )
  fc.assert(
    fc.property(some, (bytes) => {
      const content = JSON.parse(JSON.stringify(contentOfBytes(bytes))) as ReturnType<typeof contentOfBytes>
      expect(bytesOf(content).equals(bytes)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test('JSON is shown as JSON where it can be written as it was', () => {
  expect(show('{"a":[1,null]}')).toEqual({ json: { a: [1, null] } })
  expect(show('{"a": [1, {"b": "c, d: e"}]}')).toEqual({ json: { a: [1, { b: 'c, d: e' }] }, layout: { spaced: true } })
  expect(show('{\n  "a": 1\n}\n')).toEqual({ json: { a: 1 }, layout: { indent: 2, end: '\n' } })
  for (const other of ['{"a":1.0}', '{"a":1,"a":2}', '{"n":12345678901234567890}', '{ "a":1}', '"\\u00e9"', '{"a":'])
    expect(show(other)).toEqual({ text: [other] })
})

test('text is shown as lines, and what is no text as base64', () => {
  expect(show('one\ntwo\n')).toEqual({ text: ['one', 'two', ''] })
  expect(contentOfBytes(Buffer.from([0, 1, 2, 255]))).toEqual({ base64: 'AAEC/w==' })
  expect(contentOfBytes(Buffer.from([0xc3]))).toEqual({ base64: 'ww==' })
})

test('what was edited by hand is laid out as before', () => {
  expect(bytesOf({ json: { a: 2, b: [] }, layout: { indent: 2, end: '\n' } }).toString()).toBe(
    '{\n  "a": 2,\n  "b": []\n}\n',
  )
  expect(bytesOf({ json: [1, 2] }).toString()).toBe('[1,2]')
})
