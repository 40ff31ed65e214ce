import { expect, test } from 'vitest'
import { concealed } from './index.ts'
import type { Exchange } from './lens.ts'

const SECRET = 'hunter2hunter2'

function http(...headers: string[]): Exchange {
  const head = { version: '1.1', headers, body: [], trailers: [] }
  return {
    protocol: 'http',
    at: 0,
    endedAt: 1,
    request: { ...head, method: 'GET', target: '/' },
    interim: [],
    response: { ...head, at: 1, status: 200, reason: 'OK' },
  } as Exchange
}

const redis = (...words: string[]): Exchange =>
  ({ protocol: 'redis', at: 0, endedAt: 1, command: words.map((word) => Buffer.from(word)), replies: [] }) as Exchange

const postgres = (bytes: string): Exchange =>
  ({
    protocol: 'postgres',
    at: 0,
    endedAt: 1,
    asked: [{ name: 'password', fields: { bytes: Buffer.from(bytes) } }],
    answers: [],
    statements: [],
  }) as Exchange

const mysql = (payload: string): Exchange =>
  ({
    protocol: 'mysql',
    at: 0,
    endedAt: 1,
    command: 'log in',
    sql: '',
    asked: [{ sequence: 1, payload: Buffer.from(payload) }],
    answers: [],
  }) as Exchange

/** All that an exchange says, bytes as text. */
const said = (exchange: Exchange): string =>
  JSON.stringify(exchange, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer'
      ? Buffer.from((value as unknown as { data: number[] }).data).toString()
      : value,
  )

test.each([
  ['Authorization: Bearer', http('Authorization', `Bearer ${SECRET}`)],
  ['Authorization: Basic', http('authorization', `Basic ${SECRET}`)],
  ['Authorization without a scheme', http('Authorization', SECRET)],
  ['Proxy-Authorization', http('Proxy-Authorization', SECRET)],
  ['X-API-Key', http('X-API-Key', SECRET)],
  ['api-key', http('api-key', SECRET)],
  ['X-Auth-Token', http('X-Auth-Token', SECRET)],
  ['Cookie', http('Cookie', `a=${SECRET}; b=${SECRET}`)],
  ['Set-Cookie', http('Set-Cookie', `a=${SECRET}; Path=/`)],
  ['AUTH', redis('AUTH', 'user', SECRET)],
  ['HELLO', redis('HELLO', '3', 'AUTH', 'user', SECRET)],
  ['the password of PostgreSQL', postgres(SECRET)],
  ['the log-in of MySQL', mysql(SECRET)],
])('%s is not written down', (_what, exchange) => {
  expect(said(exchange)).toContain(SECRET)
  expect(said(concealed(exchange))).not.toContain(SECRET)
})

test('a placeholder is as long as what it stands for, and what is around it stays', () => {
  const { request } = concealed(
    http('Authorization', `Bearer ${SECRET}`, 'Set-Cookie', `id=${SECRET}; Path=/`),
  ) as unknown as {
    request: { headers: string[] }
  }
  expect(request.headers).toEqual(['Authorization', 'Bearer redacted******', 'Set-Cookie', 'id=redacted******; Path=/'])
})

test('other headers and commands stay as they are', () => {
  for (const exchange of [http('Accept', SECRET, 'X-Request-Id', SECRET), redis('SET', 'key', SECRET)])
    expect(concealed(exchange)).toEqual(exchange)
})
