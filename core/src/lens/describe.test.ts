import { expect, test } from 'vitest'
import { decodeConversation, describeExchange } from './index.ts'
import type { Peer, Side } from './lens.ts'
import { encodeFramed } from './postgres/framing.ts'

const PEER = { host: 'it.test', port: 443, secure: true }

function describe(said: readonly (readonly [Side, string | Buffer])[], peer: Peer = PEER): string[] {
  const lines: string[] = []
  const decoder = decodeConversation(peer, (it) => lines.push(describeExchange(it, peer)))
  said.forEach(([from, what], i) => decoder.take(from, { at: i * 10, bytes: Buffer.from(what as string, 'latin1') }))
  void decoder.end()
  return lines
}

test('HTTP: the URL, the status, how long it took, and the body', () => {
  const ask = 'GET /v1/models?q=1 HTTP/1.1\r\nHost: api.test\r\n\r\n'
  expect(
    describe([
      ['client', ask],
      ['server', 'HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{"ok":\n true}'],
    ]),
  ).toEqual(['GET https://api.test/v1/models?q=1 → 200, 10 ms, {"ok": true}'])
  expect(
    describe([
      ['client', ask],
      ['server', 'HTTP/1.1 503 No\r\nContent-Length: 9\r\n\r\nha'],
    ]),
  ).toEqual(['GET https://api.test/v1/models?q=1 → 503, broken off, ha'])
  expect(describe([['client', 'GET / HTTP/1.0\r\n\r\n']], { host: '10.0.0.1', port: 8080, secure: false })).toEqual([
    'GET http://10.0.0.1:8080/ → no answer',
  ])
})

test('PostgreSQL: the SQL, its values, and how many rows', () => {
  const start = encodeFramed('client', {
    name: 'start',
    fields: { version: 3 << 16, bytes: Buffer.from('user\0me\0\0') },
  })
  const client = (name: string, fields: object = {}): readonly [Side, Buffer] => [
    'client',
    encodeFramed('client', { name, fields: fields as never }),
  ]
  const server = (name: string, fields: object = {}): readonly [Side, Buffer] => [
    'server',
    encodeFramed('server', { name, fields: fields as never }),
  ]
  const ready = server('ready', { status: 'I' })
  const bind = { portal: '', statement: '', formats: [], values: [Buffer.from('7'), null], results: [] }
  expect(
    describe([
      ['client', start],
      ready,
      client('parse', { statement: '', sql: 'select *\n  from orders\n where id = $1', types: [] }),
      client('bind', bind),
      client('execute', { portal: '', limit: 0 }),
      client('sync'),
      server('row', { values: [] }),
      server('complete', { tag: 'SELECT 1' }),
      ready,
      client('query', { sql: 'delete from orders' }),
      server('complete', { tag: 'DELETE 3' }),
      ready,
      client('query', { sql: 'select nope' }),
      server('error', { details: { S: 'ERROR', C: '42703', M: 'column "nope" does not exist' } }),
      ready,
      server('notification', { process: 1, channel: 'news', payload: 'hello' }),
    ]),
  ).toEqual([
    'start → ready',
    'select * from orders where id = $1 [7, null] → 1 row',
    'delete from orders → DELETE 3',
    'select nope → error 42703: column "nope" does not exist',
    '(unasked) → news: hello',
  ])
})

test('Redis: the command and its reply', () => {
  const ask = (...words: string[]): readonly [Side, string] => [
    'client',
    `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`,
  ]
  expect(
    describe([
      ask('get', 'a'),
      ['server', '$5\r\nhello\r\n'],
      ask('get', 'b'),
      ['server', '$-1\r\n'],
      ask('lrange', 'c'),
      ['server', '*2\r\n:1\r\n:2\r\n'],
      ask('x'),
      ['server', '-ERR no\r\n'],
    ]),
  ).toEqual(['get a → "hello"', 'get b → nil', 'lrange c → 2 values', 'x → error ERR no'])
})

test('MySQL: the statement and whether it went well', () => {
  const packet = (sequence: number, payload: string): string =>
    `${String.fromCharCode(payload.length)}\0\0${String.fromCharCode(sequence)}${payload}`
  expect(
    describe([
      ['server', packet(0, '\n8.4.0\0')],
      ['client', packet(1, 'me')],
      ['server', packet(2, '\0')],
      ['client', packet(0, '\x03select nope')],
      ['server', packet(1, '\xff\x1e\x04#42S22no such column')],
      ['client', packet(0, '\x0e')],
      ['server', packet(1, '\0')],
    ]),
  ).toEqual(['log in → 2 packets', 'query select nope → error 1054: no such column', 'ping → ok'])
})

test('anything else: what was sent, as text or as how many bytes', () => {
  expect(
    describe([
      ['server', '220 mail\r\n'],
      ['client', '\0\x01\x02'],
      ['server', 'x'.repeat(100)],
    ]),
  ).toEqual(['(unasked) → 220 mail', `3 bytes → ${'x'.repeat(59)}…`])
})

test('WebSocket: the messages of a turn', () => {
  const turn = {
    protocol: 'websocket',
    at: 0,
    endedAt: 1,
    sent: [{ at: 0, kind: 'text', data: Buffer.from('{"ask":1}') }],
    received: [
      { at: 1, kind: 'binary', data: Buffer.from([0, 1]) },
      { at: 1, kind: 'close', code: 1000, data: Buffer.from('bye') },
    ],
  }
  expect(describeExchange(turn, PEER)).toBe('{"ask":1} → 2 bytes, close 1000 bye')
})
