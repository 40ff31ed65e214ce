import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Exchange, Side } from '../lens.ts'
import { places, splitAt } from '../split.test-kit.ts'
import { redis } from './index.ts'
import { nameOf, type RedisExchange } from './exchange.ts'
import { redisFixture } from './fixture.ts'
import { encodeResp, type Resp, RespReader } from './resp.ts'
import { resp } from './resp.test-kit.ts'

const { fromFixture, toFixture } = redisFixture

const PEER = { host: 'cache.test', port: 6379, secure: false }

test('values that are encoded and read are the same, wherever the bytes are split', () => {
  fc.assert(
    fc.property(fc.array(resp, { maxLength: 5 }), places, (values, at) => {
      const whole = Buffer.concat(values.map(encodeResp))
      const reader = new RespReader()
      const read = splitAt(whole, at).flatMap((piece) => [...reader.read(piece, false)])
      expect(read).toEqual(values)
    }),
    { numRuns: 1000 },
  )
})

test('exchanges that are put into a fixture and taken out are the same', () => {
  const word = fc.uint8Array({ maxLength: 10 }).map((bytes) => Buffer.from(bytes))
  const exchange = fc.record<RedisExchange>({
    protocol: fc.constant('redis'),
    at: fc.nat(),
    endedAt: fc.option(fc.nat()),
    command: fc.option(fc.array(word, { maxLength: 4 })),
    replies: fc.array(fc.record({ at: fc.nat(), value: resp }), { maxLength: 3 }),
  })
  fc.assert(
    fc.property(exchange, (it) => {
      const fixture = JSON.parse(JSON.stringify(toFixture(it))) as ReturnType<typeof toFixture>
      expect(fromFixture(fixture)).toEqual(it)
    }),
    { numRuns: 1000 },
  )
})

test('what a person reads', () => {
  const value: Resp = {
    type: '*',
    value: [
      { type: '+', value: 'OK' },
      { type: ':', value: '7' },
      { type: '$', value: null },
      {
        type: '%',
        value: [
          { type: '$', value: Buffer.from('k') },
          { type: '#', value: 't' },
        ],
      },
    ],
  }
  const fixture = toFixture({
    protocol: 'redis',
    at: 1,
    endedAt: 2,
    command: [Buffer.from('exec')],
    replies: [{ at: 2, value }],
  })
  expect([fixture.command, fixture.replies[0]?.reply]).toEqual([
    ['exec'],
    [{ '+': 'OK' }, 7, null, { '%': [['k', true]] }],
  ])
})

const blobs = (...words: string[]): Resp => ({
  type: '*',
  value: words.map((word) => ({ type: '$', value: Buffer.from(word) })),
})
const command = (...words: string[]): readonly [Side, Buffer] => ['client', encodeResp(blobs(...words))]
const reply = (text: string): readonly [Side, Buffer] => ['server', Buffer.from(text.replaceAll('\n', '\r\n'))]

function decode(...all: (readonly [Side, Buffer])[]): string[] {
  const exchanges: Exchange[] = []
  const decoder = redis.decoder(PEER, (it) => exchanges.push(it))
  for (const [from, bytes] of all) decoder.take(from, { at: 0, bytes })
  void decoder.end()
  return (exchanges as RedisExchange[]).map((it) =>
    it.protocol === 'redis'
      ? `${it.command ? nameOf(it.command) : 'unasked'} ${it.replies.map(({ value }) => encodeResp(value).toString().replaceAll('\r\n', ' ')).join('/')}`
      : (it as Exchange).protocol,
  )
}

test('pipelined commands have their replies in order, transactions and errors too', () => {
  expect(
    decode(
      [
        'client',
        Buffer.concat([
          command('multi')[1],
          command('incr', 'n')[1],
          command('get', 'm')[1],
          command('exec')[1],
          command('nope')[1],
        ]),
      ],
      reply('+OK\n+QUEUED\n+QUEUED\n*2\n:1\n$-1\n-ERR unknown\n'),
    ),
  ).toEqual(['MULTI +OK ', 'INCR +QUEUED ', 'GET +QUEUED ', 'EXEC *2 :1 $-1 ', 'NOPE -ERR unknown '])
})

test.each(['*', '>'])('subscriptions are confirmed by channel, and their messages come unasked (%s)', (type) => {
  const message = (...words: string[]): string =>
    `${type}${words.length}\n${words.map((word) => (/^\d+$/.test(word) ? `:${word}\n` : `$${word.length}\n${word}\n`)).join('')}`
  expect(
    decode(
      command('subscribe', 'a', 'b'),
      reply(message('subscribe', 'a', '1') + message('message', 'a', 'early') + message('subscribe', 'b', '2')),
      reply(message('message', 'b', 'hello')),
      command('ping'),
      reply(message('message', 'a', 'between') + '+PONG\n'),
      command('unsubscribe'),
      reply(message('unsubscribe', 'a', '1') + message('unsubscribe', 'b', '0')),
    ).map((text) => text.replaceAll(/[*>$]\d+ /g, '')),
  ).toEqual([
    'unasked message a early ',
    'SUBSCRIBE subscribe a :1 /subscribe b :2 ',
    'unasked message b hello ',
    'unasked message a between ',
    'PING +PONG ',
    'UNSUBSCRIBE unsubscribe a :1 /unsubscribe b :0 ',
  ])
})

test('lines of MONITOR come unasked, and an inline command is a command', () => {
  expect(
    decode(
      ['client', Buffer.from('PING\r\n')],
      reply('+PONG\n'),
      command('monitor'),
      reply('+OK\n+17.5 [0 127.0.0.1:1] "get" "a"\n'),
    ),
  ).toEqual(['PING +PONG ', 'MONITOR +OK ', 'unasked +17.5 [0 127.0.0.1:1] "get" "a" '])
})

test('what breaks off is given as far as it came, and what is no RESP is bytes', () => {
  expect(decode(command('get', 'a'), command('get', 'b'), reply('$1\n1\n$5\nha'))).toEqual(['GET $1 1 ', 'GET '])
  expect(decode(command('get', 'a'), reply('HTTP/1.1 400\n'))).toEqual(['GET ', 'raw'])
})

test('is recognised by its first bytes', () => {
  const recognises = (text: string): boolean | null => redis.recognises(Buffer.from(text), 'client', PEER)
  expect(['*1\r\n$4', '*', '*12\r', 'GET / HTTP/1.1', '\u0000\u0000'].map(recognises)).toEqual([
    true,
    null,
    null,
    false,
    false,
  ])
})
