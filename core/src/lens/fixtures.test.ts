import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exchangeOf, fixtureOf } from './index.ts'
import type { Exchange, ExchangeFixture } from './lens.ts'

const bytes = fc
  .oneof(fc.uint8Array({ maxLength: 20 }), fc.string({ maxLength: 20 }))
  .map((value) => Buffer.from(value as string))
const at = fc.nat({ max: 9 })
const times = { at, endedAt: fc.option(at) }
const turns = <T>(said: fc.Arbitrary<T>) => ({
  sent: fc.array(said, { maxLength: 3 }),
  received: fc.array(said, { maxLength: 3 }),
})

const message = fc.oneof(
  fc.record({ at, kind: fc.constantFrom('text', 'binary', 'ping', 'pong'), data: bytes }),
  fc.record({ at, kind: fc.constant('close'), data: bytes, code: fc.constantFrom(1000, 1005) }),
)
const packet = fc.record({ sequence: at, payload: bytes })

const EXCHANGES: Record<string, fc.Arbitrary<Record<string, unknown>>> = {
  raw: fc.record({ ...times, ...turns(fc.record({ at, bytes })) }),
  websocket: fc.record({ ...times, ...turns(message) }),
  mysql: fc.record({
    ...times,
    command: fc.constantFrom('query', 'ping'),
    sql: fc.string(),
    asked: fc.array(packet, { maxLength: 2 }),
    answers: fc.array(fc.record({ at, packet }), { maxLength: 3 }),
  }),
}

test.each(Object.entries(EXCHANGES))(
  'exchanges of %s that are put into a fixture and taken out are the same',
  (protocol, exchange) => {
    fc.assert(
      fc.property(exchange, (fields) => {
        const it = { protocol, ...fields } as unknown as Exchange
        const fixture = JSON.parse(JSON.stringify(fixtureOf(it))) as ExchangeFixture
        expect(exchangeOf(fixture)).toEqual(it)
      }),
      { numRuns: 500 },
    )
  },
)

test('a protocol that no lens knows is named', () => {
  expect(() => exchangeOf({ protocol: 'gopher', at: 0, ended: null })).toThrow('no lens for the protocol gopher')
})
