import type { Answered } from '@retrace/core/recordings'
import { expect, test } from 'vitest'
import { isAlike, isLikely, kindOf } from './kinds.ts'

test.each([
  ['GET /v1/orders/7/lines', 'GET /v1/orders/18/lines'],
  ['GET /orders/4c3f9a62-7f0c-4f5e-9d1e-0a4f3c2b1d00', 'GET /orders/00000000-0000-0000-0000-000000000000'],
  ['GET /orders/order-7', 'GET /orders/order-18'],
  ['GET /orders/01J9ZK3V7Q8R5W2X4Y6T8B0N1M', 'GET /orders/01J9ZK3V7Q8R5W2X4Y6T8B0N2N'],
  ['GET /reports/2026-11-25', 'GET /reports/2026-12-01'],
  ['GET /reports/2026-11/pages/2', 'GET /reports/2026-12/pages/10'],
  ['GET /users/ada@example.org/cart', 'GET /users/bob%40example.org/cart'],
  ['GET session:9f8e7d6c5b4a', 'GET session:0f0e7d6c5b4b'],
  ["select * from users where name = 'ada' and age > 7", "select * from users where name = 'O''Brien' and age > -1.5"],
  ['select * from users where id in ($1, $2)', 'select * from users where id in ($1,$2,$3)'],
  ['query select * from users where id in (1)', 'query select *\n  from users where id in (2, 3)'],
  ['insert into log values ($1, $2), ($3, $4)', 'insert into log values ($1, $2)'],
])('%j and %j are of a kind', (one, other) => {
  expect(kindOf(one)).toBe(kindOf(other))
})

test.each([
  ['GET /v1/orders', 'GET /v2/orders'],
  ['GET /orders/7', 'POST /orders/7'],
  ['GET /orders/7', 'GET /orders/7/lines'],
  ['select * from orders1 where id = 7', 'select * from orders2 where id = 7'],
  ['select a from t where b = $1', 'select b from t where a = $1'],
])('%j and %j are not', (one, other) => {
  expect(kindOf(one)).not.toBe(kindOf(other))
})

function answered(operation: string, answer: unknown, details: Answered['details'] = {}): Answered {
  return { operation, details, answer, types: undefined }
}

test.each([
  ['GET /projects/north/tickets', 'GET /projects/south/tickets', true],
  ['GET /users/ada', 'GET /users/bob', true],
  ['GET user:ada', 'GET user:bob', true],
  ['GET /orders/7', 'GET /carts/7', false],
  ['GET /shop/orders/7', 'GET /shop/carts/8', false],
  ['GET /orders', 'GET /carts', false],
  ['GET /projects/north/tickets', 'GET /teams/south/tickets', false],
  ['select a from t', 'select a from u', false],
])('of %j and %j, with the same fields in their answers, it is %j that they may be of a kind', (one, other, is) => {
  const items = [{ id: 1, title: 'a' }, { id: 2 }]
  expect(isLikely(answered(one, items), answered(other, items.toReversed()))).toBe(is)
  expect(isLikely(answered(one, items), answered(other, [{ id: 1 }]))).toBe(false)
  expect(isLikely(answered(one, 'a'), answered(other, 'b'))).toBe(false)
})

test('that there is nothing is an answer as another, and a failure is none', () => {
  const of = (answer: unknown): Answered => answered('GET user:7', answer)
  expect(isAlike(of(null), of({ name: 'Ada' }))).toBe(true)
  expect(isAlike(of({ error: 'no' }), of({ name: 'Ada' }))).toBe(false)
  expect(isAlike(of('Ada'), of({ name: 'Ada' }))).toBe(false)
})

test('in a store there may be nothing, and a hash may have other fields', () => {
  const name = { name: 'Ada' }
  expect(isLikely(answered('GET session:eve', null), answered('GET session:ada', name))).toBe(true)
  expect(isLikely(answered('GET session:eve', null), answered('GET cart:ada', name))).toBe(false)
  expect(isLikely(answered('GET /users/eve', null), answered('GET /users/ada', name))).toBe(false)
  expect(isLikely(answered('HGETALL cart:eve', {}), answered('HGETALL cart:ada', { lamp: '2' }))).toBe(true)
  expect(isAlike(answered('HGETALL cart:1', { desk: '1' }), answered('HGETALL cart:2', { lamp: '2' }))).toBe(true)
})

test('requests to one address are of a kind if they call the same', () => {
  const graphql = (query: string, id: number): Answered =>
    answered('POST /graphql', { data: {} }, { body: { query, variables: { id } } })
  expect(isAlike(graphql('query ($id: ID!) { user }', 1), graphql('query ($id: ID!) {\n  user }', 2))).toBe(true)
  expect(isAlike(graphql('{ user }', 1), graphql('{ order }', 1))).toBe(false)
  const rpc = (method: string): Answered => answered('POST /', { result: 1 }, { body: { jsonrpc: '2.0', method } })
  expect(isAlike(rpc('eth_call'), rpc('eth_call'))).toBe(true)
  expect(isAlike(rpc('eth_call'), rpc('eth_gas'))).toBe(false)
})
