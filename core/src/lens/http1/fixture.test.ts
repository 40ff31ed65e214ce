import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codedContent, contentOf } from './content.ts'
import { httpFixture } from './fixture.ts'
import type { HttpExchange, HttpRequest, HttpResponse } from './exchange.ts'

const { fromFixture, toFixture } = httpFixture

const name = fc.stringMatching(/^X-[A-Za-z]{0,8}$/)
const value = fc.stringMatching(/^[!-~]([ -~]{0,10}[!-~])?$/)
const headers = fc.array(fc.tuple(name, value), { maxLength: 3 }).map((pairs) => pairs.flat())
const coding = fc.constantFrom(
  [],
  ['Content-Encoding', 'gzip'],
  ['content-encoding', 'br'],
  ['Content-Encoding', 'unheard-of'],
)
const content = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.jsonValue().map((json) => Buffer.from(JSON.stringify(json))),
)

const message = fc
  .record({ headers, coding, content, version: fc.constantFrom('1.0', '1.1'), trailers: headers })
  .map((it) => {
    const all = [...it.headers, ...it.coding]
    const bytes = it.coding[1] === 'unheard-of' ? Buffer.from(it.content) : codedContent(all, it.content)
    return {
      version: it.version,
      headers: all,
      trailers: it.trailers,
      body: bytes.length > 0 ? [{ at: 9, bytes }] : [],
    }
  })
const exchange: fc.Arbitrary<HttpExchange> = fc
  .record({
    request: message,
    response: message,
    status: fc.constantFrom(200, 404, 599),
    reason: fc.constantFrom('OK', 'Not Found', ''),
  })
  .map(({ request, response, status, reason }) => ({
    protocol: 'http',
    at: 9,
    endedAt: 9,
    request: { method: 'POST', target: '/it?a=b', ...request },
    interim: [],
    response: { at: 5, status, reason, ...response },
  }))

/** Codings are made anew, and need not come out alike: what counts is what is in them. */
const plain = (it: HttpExchange): unknown => {
  const open = (part: HttpRequest | HttpResponse | null): unknown =>
    part && {
      ...part,
      body: [part.body.map(({ at }) => at), contentOf(part.headers, part.body)?.toString('hex') ?? part.body],
    }
  return { ...it, request: open(it.request), response: open(it.response) }
}

test('exchanges that are put into a fixture and taken out are the same', () => {
  fc.assert(
    fc.property(exchange, (it) => {
      expect(plain(fromFixture(JSON.parse(JSON.stringify(toFixture(it))) as ReturnType<typeof toFixture>))).toEqual(
        plain(it),
      )
    }),
    { numRuns: 500 },
  )
})

const piece = (at: number, text: string): { at: number; bytes: Buffer } => ({ at, bytes: Buffer.from(text) })
const sample = (response: Partial<HttpResponse>): HttpExchange => ({
  protocol: 'http',
  at: 3,
  endedAt: 90,
  request: { method: 'GET', target: '/', version: '1.1', headers: ['Host', 'api.test'], body: [], trailers: [] },
  interim: [],
  response: { at: 40, status: 200, reason: 'OK', version: '1.1', headers: [], body: [], trailers: [], ...response },
})

test('what a person reads: a JSON body, whatever its coding', () => {
  const coded = ['Content-Type', 'application/json', 'Content-Encoding', 'gzip']
  expect(
    toFixture(sample({ headers: coded, body: [{ at: 90, bytes: codedContent(coded, Buffer.from('{"ok":true}')) }] })),
  ).toEqual({
    protocol: 'http',
    at: 3,
    ended: 90,
    request: { method: 'GET', target: '/', headers: ['Host: api.test'] },
    response: {
      at: 40,
      status: 200,
      headers: ['Content-Type: application/json', 'Content-Encoding: gzip'],
      body: { json: { ok: true } },
    },
  })
})

test('a stream keeps its pieces and their times', () => {
  const body = [piece(50, 'data: {"delta":"a"}\n\n'), piece(80, 'data: [DONE]\n\n')]
  const fixture = toFixture(sample({ headers: ['content-type', 'text/event-stream; charset=utf-8'], body }))
  expect(fixture.response?.body).toEqual({
    chunks: [
      { at: 50, text: ['data: {"delta":"a"}', '', ''] },
      { at: 80, text: ['data: [DONE]', '', ''] },
    ],
  })
  expect(fromFixture(fixture).response?.body).toEqual(body)
})
