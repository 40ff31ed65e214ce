import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Exchange, Piece, Side } from '../lens.ts'
import { places, splitAt } from '../split.test-kit.ts'
import { encodeRequest, encodeResponse, hasBody } from './encoder.ts'
import { http1 } from './index.ts'
import type { HttpExchange, HttpRequest, HttpResponse } from './exchange.ts'

const PEER = { host: 'api.test', port: 80, secure: false }

const token = fc
  .stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/)
  .filter((name) => !/^(content-length|transfer-encoding|connection|upgrade)$/i.test(name))
const value = fc.stringMatching(/^[!-~\u00a1-\u00ff]([ -~\u00a1-\u00ff]{0,18}[!-~\u00a1-\u00ff])?$/)
const headers = fc.array(fc.tuple(token, value), { maxLength: 4 }).map((pairs) => pairs.flat())
const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 })
const chunks = fc.array(bytes, { maxLength: 4 })
const at = 0

/** A body in one of the ways in which HTTP frames it. */
const framed = fc.oneof(
  chunks.map((body) => ({
    framing: ['Content-Length', String(Buffer.concat(body).length)],
    body,
    trailers: [] as string[],
  })),
  fc.tuple(chunks, headers).map(([body, trailers]) => ({ framing: ['transfer-encoding', 'Chunked'], body, trailers })),
)

const pieces = (body: readonly Uint8Array[]): Piece[] => body.map((part) => ({ at, bytes: part }))

const message = fc.record({ headers, framed }).map(({ framed: { framing, body, trailers }, headers: its }) => ({
  version: '1.1',
  headers: [...its, ...framing],
  body: pieces(body),
  trailers,
}))

const request: fc.Arbitrary<HttpRequest> = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'HEAD', 'DELETE', 'M-SEARCH', 'QUERY'),
    target: fc.stringMatching(/^\/[!-~]{0,30}$/),
    message,
  })
  .map(({ message: its, ...line }) => ({ ...line, ...its }))

const response: fc.Arbitrary<HttpResponse> = fc
  .record({
    at: fc.constant(at),
    status: fc.constantFrom(200, 201, 204, 304, 404, 500),
    reason: fc.stringMatching(/^([A-Za-z]([A-Za-z ]{0,10}[A-Za-z])?)?$/),
    message,
  })
  .map(({ message: its, ...line }) => ({ ...line, ...its }))

const interim: fc.Arbitrary<HttpResponse> = headers.map((its) => ({
  at,
  status: 103,
  reason: 'Early Hints',
  version: '1.1',
  headers: its,
  body: [],
  trailers: [],
}))

const exchange: fc.Arbitrary<HttpExchange> = fc
  .record({ request, interim: fc.array(interim, { maxLength: 2 }), response })
  .map(({ request: asked, interim: early, response: answer }) => ({
    protocol: 'http',
    at,
    endedAt: at,
    request: asked,
    interim: early,
    // What says nothing of a body has none.
    response: hasBody(answer.status, asked.method) ? answer : { ...answer, body: [], trailers: [] },
  }))

function sentBy(side: Side, { request: asked, interim: early, response: answer }: HttpExchange): Buffer {
  if (side === 'client') return encodeRequest(asked as HttpRequest)
  return Buffer.concat(
    [...early, answer as HttpResponse]
      .flatMap((it) => encodeResponse(it, asked?.method ?? ''))
      .map((piece) => piece.bytes),
  )
}

function decode(all: readonly (readonly [Side, Uint8Array, number?])[]): Exchange[] {
  const exchanges: Exchange[] = []
  const decoder = http1.decoder(PEER, (it) => exchanges.push(it))
  for (const [from, part, time] of all) decoder.take(from, { at: time ?? at, bytes: part })
  void decoder.end()
  return exchanges
}

/** With each body in one piece, since the pieces of a body are those in which it came. */
function joined(exchanges: readonly Exchange[]): unknown {
  const whole = <T extends { readonly body: readonly Piece[] }>(message: T | null): unknown =>
    message && { ...message, body: Buffer.concat(message.body.map((piece) => piece.bytes)).toString('hex') }
  return (exchanges as HttpExchange[]).map((it) => ({
    ...it,
    request: whole(it.request),
    interim: it.interim.map(whole),
    response: whole(it.response),
  }))
}

describe('exchanges that are encoded and decoded', () => {
  test('are the same, wherever the bytes are split, one after another', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(exchange, places, places), { maxLength: 4 }), (all) => {
        const parts = all.flatMap(([it, asked, answered]) => [
          ...splitAt(sentBy('client', it), asked).map((part) => ['client', part] as const),
          ...splitAt(sentBy('server', it), answered).map((part) => ['server', part] as const),
        ])
        expect(joined(decode(parts))).toEqual(joined(all.map(([it]) => it)))
      }),
      { numRuns: 500 },
    )
  })

  test('are the same where they are pipelined', () => {
    fc.assert(
      fc.property(fc.array(exchange, { maxLength: 4 }), places, places, (all, asked, answered) => {
        const whole = (side: Side): Buffer => Buffer.concat(all.map((it) => sentBy(side, it)))
        const parts = [
          ...splitAt(whole('client'), asked).map((part) => ['client', part] as const),
          ...splitAt(whole('server'), answered).map((part) => ['server', part] as const),
        ]
        expect(joined(decode(parts))).toEqual(joined(all))
      }),
      { numRuns: 500 },
    )
  })
})

const client = (text: string): readonly [Side, Buffer] => ['client', Buffer.from(text)]
const server = (text: string, time = 0): readonly [Side, Buffer, number] => ['server', Buffer.from(text), time]
const bodyOf = ({ body }: { readonly body: readonly Piece[] }): string[] =>
  body.map((piece) => `${piece.at} ${Buffer.from(piece.bytes).toString()}`)

test('a streamed body is the pieces in which it came, each with its time', () => {
  const [it] = decode([
    client('GET /events HTTP/1.1\r\n\r\n'),
    server('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', 3),
    server('9\r\ndata: 1\n\n\r\n', 5),
    server('9\r\ndata: 2\n\n\r\n0\r\n\r\n', 90),
  ]) as [HttpExchange]
  expect([it.response?.at, it.endedAt]).toEqual([3, 90])
  expect(bodyOf(it.response as HttpResponse)).toEqual(['5 data: 1\n\n', '90 data: 2\n\n'])
})

test('a body lasts until the connection ends where nothing says how long it is', () => {
  const [it] = decode([client('GET / HTTP/1.0\r\n\r\n'), server('HTTP/1.0 200 OK\r\n\r\none '), server('two', 7)]) as [
    HttpExchange,
  ]
  expect(bodyOf(it.response as HttpResponse)).toEqual(['0 one ', '7 two'])
  expect(it.endedAt).toBe(7)
})

test('a client that waits for 100 (Continue) sends its body after it', () => {
  const [it] = decode([
    client('POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n'),
    server('HTTP/1.1 100 Continue\r\n\r\n'),
    client('body'),
    server('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'),
  ]) as [HttpExchange]
  expect([it.interim.map(({ status }) => status), bodyOf(it.request as HttpRequest), it.response?.status]).toEqual([
    [100],
    ['0 body'],
    200,
  ])
})

test('what follows an upgrade is another protocol’s, and what follows a refused one is HTTP', () => {
  const ask = 'GET /chat HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: chat/2\r\n\r\n'
  const upgraded = decode([
    client(ask),
    server('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat/2\r\n\r\n\u0001hello'),
    client('\u0002there'),
  ])
  expect(upgraded.map(({ protocol }) => protocol)).toEqual(['http', 'raw', 'raw'])
  const refused = decode([
    client(ask),
    server('HTTP/1.1 400 No\r\nContent-Length: 2\r\n\r\nno'),
    client('GET / HTTP/1.1\r\n\r\n'),
    server('HTTP/1.1 204 None\r\n\r\n'),
  ]) as HttpExchange[]
  expect(refused.map(({ response: answer }) => answer?.status)).toEqual([400, 204])
})

test('a tunnel (CONNECT) is bytes once it stands', () => {
  const all = decode([
    client('CONNECT db.test:5432 HTTP/1.1\r\nHost: db.test\r\n\r\n'),
    server('HTTP/1.1 200 Connection established\r\n\r\nhello'),
    client('bytes'),
  ])
  expect(all.map(({ protocol }) => protocol)).toEqual(['http', 'raw', 'raw'])
})

test('what breaks off is given as far as it came', () => {
  const [first, second] = decode([
    client('GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n'),
    server('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'),
  ]) as [HttpExchange, HttpExchange]
  expect([first.endedAt, bodyOf(first.response as HttpResponse), second.response, second.request?.target]).toEqual([
    null,
    ['0 half'],
    null,
    '/b',
  ])
})

test('what a server says unasked has no request, and what is no HTTP is bytes', () => {
  const [unasked] = decode([server('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')]) as [HttpExchange]
  expect([unasked.request, unasked.response?.status]).toEqual([null, 408])
  const all = decode([client('GET / HTTP/1.1\r\n\r\n'), server('nonsense\r\n'), client('more')])
  expect(all.map(({ protocol }) => protocol)).toEqual(['http', 'raw', 'raw'])
})

test('is recognised by its first bytes', () => {
  const recognises = (text: string): boolean | null => http1.recognises(Buffer.from(text), 'client', PEER)
  expect(['GET / HTTP/1.1', 'M-SEARCH *'].map(recognises)).toEqual([true, true])
  expect(['G', 'GET', 'GET '].map(recognises)).toEqual([null, null, null])
  expect(['*1\r\n', '\u0000\u0000', 'get /'].map(recognises)).toEqual([false, false, false])
})

test('a large body in one piece with its head belongs to it, and what follows is read', () => {
  const seen: HttpExchange[] = []
  const decoder = http1.decoder(PEER, (it) => seen.push(it as HttpExchange))
  const body = 'x'.repeat(1 << 20)
  const head = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n`
  for (let asked = 0; asked < 2; asked++) {
    decoder.take('client', { at, bytes: Buffer.from(head + body) })
    decoder.take('server', { at, bytes: Buffer.from('HTTP/1.1 204 No Content\r\n\r\n') })
  }
  expect(seen.map(({ request: its }) => Buffer.concat((its?.body ?? []).map((part) => part.bytes)).length)).toEqual([
    body.length,
    body.length,
  ])
})

test('a response that broke off promises what it did, and has what it had', () => {
  const cut: HttpResponse = {
    at,
    status: 200,
    reason: 'OK',
    version: '1.1',
    headers: ['Content-Length', '100'],
    body: pieces([Buffer.from('half')]),
    trailers: [],
  }
  const sent = Buffer.concat(encodeResponse(cut, 'GET', true).map((part) => part.bytes)).toString()
  expect(sent).toBe('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf')
})
