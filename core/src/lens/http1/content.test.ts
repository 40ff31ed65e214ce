import zlib from 'node:zlib'
import { expect, test } from 'vitest'
import { codedContent, contentOf } from './content.ts'

const CONTENT = Buffer.from('{"text":"é"}'.repeat(50))
const headers = (coding: string): string[] => ['Content-Encoding', coding]
const at = 0

test.each(['gzip', 'x-gzip', 'br', 'deflate', 'identity', 'GZIP', 'deflate, gzip'])(
  'content that is coded (%s) is read again',
  (coding) => {
    const bytes = codedContent(headers(coding), CONTENT)
    expect(bytes.equals(CONTENT)).toBe(coding === 'identity')
    const pieces = [bytes.subarray(0, 7), bytes.subarray(7)].map((part) => ({ at, bytes: part }))
    expect(contentOf(headers(coding), pieces)).toEqual(CONTENT)
  },
)

test('deflate without its envelope is read too', () => {
  expect(contentOf(headers('deflate'), [{ at, bytes: zlib.deflateRawSync(CONTENT) }])).toEqual(CONTENT)
})

test('what is coded in a way that isn’t known, or isn’t what it says, has no content', () => {
  expect(contentOf(headers('gzip, unheard-of'), [{ at, bytes: CONTENT }])).toBeNull()
  expect(contentOf(headers('gzip'), [{ at, bytes: CONTENT }])).toBeNull()
  expect(() => codedContent(headers('unheard-of'), CONTENT)).toThrow('the content coding unheard-of')
})

test('a message without a body has empty content', () => {
  expect(contentOf(headers('gzip'), [])).toEqual(Buffer.alloc(0))
})
