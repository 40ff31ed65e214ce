import { expect, test } from 'vitest'
import type { RedisExchange } from './exchange.ts'
import { redisResponder } from './responder.ts'

function asked(...words: readonly string[]): RedisExchange {
  return { protocol: 'redis', at: 0, endedAt: 0, command: words.map((word) => Buffer.from(word)), replies: [] }
}

test.each([
  [['select', '3'], '*2\r\n$6\r\nselect\r\n$1\r\n3\r\n'],
  [['client', 'SETNAME', 'a'], '*3\r\n$6\r\nclient\r\n$7\r\nSETNAME\r\n$1\r\na\r\n'],
  [['client', 'info'], undefined],
  [['get', 'a'], undefined],
])('of %j a server that goes on is told %j', (words, told) => {
  expect(redisResponder.introduction?.tell(asked(...words))?.toString()).toBe(told)
})

test('a server hangs up once it has been told to quit', () => {
  expect(redisResponder.hangsUp?.(asked('quit'))).toBe(true)
  expect(redisResponder.hangsUp?.(asked('get', 'a'))).toBe(false)
})
