import { expect, test } from 'vitest'
import { decodeConversation } from './index.ts'
import type { Exchange, Side } from './lens.ts'

const PEER = { host: 'it.test', port: 1, secure: false }

function protocols(...said: (readonly [Side, string])[]): string[] {
  const exchanges: Exchange[] = []
  const decoder = decodeConversation(PEER, (it) => exchanges.push(it))
  for (const [from, text] of said) decoder.take(from, { at: 0, bytes: Buffer.from(text, 'latin1') })
  void decoder.end()
  return exchanges.map(({ protocol }) => protocol)
}

test('a conversation is decoded by the lens that recognises how it begins', () => {
  expect(protocols(['client', 'GET / HTTP/1.1\r\n\r\n'])).toEqual(['http'])
  expect(protocols(['client', '*1\r\n$4\r\nping\r\n'])).toEqual(['redis'])
  expect(protocols(['client', '\0\0\0\x08\x04\xd2\x16\x2f'])).toEqual(['postgres'])
})

test('also where the beginning comes byte by byte', () => {
  const split = (text: string): (readonly [Side, string])[] => text.split('').map((char) => ['client', char])
  expect(protocols(...split('POST / HTTP/1.1\r\n\r\n'))).toEqual(['http'])
  expect(protocols(...split('*1\r\n$4\r\nping\r\n'))).toEqual(['redis'])
})

test('what no lens recognises, and what is answered before one could, is bytes', () => {
  expect(protocols(['server', '220 mail.test ESMTP\r\n'], ['client', 'EHLO me\r\n'], ['server', '250 ok\r\n'])).toEqual(
    ['raw', 'raw'],
  )
  expect(protocols(['client', 'GE'], ['server', 'what?'], ['client', 'T / HTTP/1.1\r\n'])).toEqual(['raw', 'raw'])
  expect(protocols(['client', 'G'])).toEqual(['raw'])
  expect(protocols()).toEqual([])
})
