import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HttpExchange } from './exchange.ts'
import { httpResponder } from './responder.ts'

// Few of each, so that they are often the same.
const body = fc.constantFrom('', 'a', 'b', 'ab')
const request = fc.record({
  method: fc.constantFrom('GET', 'POST'),
  target: fc.constantFrom('/', '/a'),
  version: fc.constant('1.1'),
  headers: fc
    .subarray(['Host: api:1', 'host: api:2', 'host: other', 'content-type: a/b', 'Content-Encoding: gzip'])
    .map((lines) => lines.flatMap((line) => line.split(': '))),
  body: fc.array(body, { maxLength: 2 }).map((parts) => parts.map((part) => ({ at: 0, bytes: Buffer.from(part) }))),
  trailers: fc.constant([]),
})
const exchange = request.map((its): HttpExchange => ({
  protocol: 'http',
  at: 0,
  endedAt: 0,
  request: its,
  interim: [],
  response: null,
}))

test('two exchanges are the same where both have the same signature', () => {
  const { signature, isSame } = httpResponder
  fc.assert(
    fc.property(exchange, exchange, (one, other) => {
      const [first, second] = [signature?.(one), signature?.(other)]
      expect(isSame?.(one, other)).toBe(first !== null && first === second)
    }),
    { numRuns: 2000 },
  )
})
