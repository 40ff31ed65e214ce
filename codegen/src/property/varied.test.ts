import type { Answered } from '@retrace/core/recordings'
import { expect, test } from 'vitest'
import { namedIn, placesIn, placesWith, shapeAt, valuesOf, variedIn } from './varied.ts'

function answered(operation: string, answer: unknown, asked: unknown = null): Answered {
  return { operation, details: { asked }, answer, types: undefined }
}

const chat = (content: unknown, asked: unknown = 'what?'): Answered =>
  answered('POST /chat', { model: 'small', choices: [{ index: 0, message: { content } }] }, asked)

const pathsIn = (own: readonly Answered[], others: readonly Answered[]): string[] =>
  variedIn(own, others).varied.map(({ operation, path }) => `${operation} ${path}`)

test('the outermost parts that differ are found, also in lists of one', () => {
  const { varied } = variedIn([chat('prose')], [chat('prose'), chat('{}')])
  expect(varied[0]).toMatchObject({
    operation: 'POST /chat',
    path: '$.choices[0].message.content',
    values: ['prose', 'prose', '{}'],
  })
  expect(pathsIn([chat('prose')], [chat({ text: 'prose' })])).toEqual(['POST /chat $.choices[0].message.content'])
  expect(pathsIn([answered('GET /a', [{ id: 1 }, { id: 2 }])], [answered('GET /a', [{ id: 1 }, { id: 3 }])])).toEqual([
    'GET /a $',
  ])
  expect(pathsIn([answered('GET /a', { a: 1 })], [answered('GET /a', { a: 1, b: 2 })])).toEqual(['GET /a $'])
})

test('answers to the same request are compared first, and else those to others of the kind', () => {
  expect(pathsIn([chat('a')], [chat('b'), answered('POST /chat', { model: 'large', choices: [] }, 'how?')])).toEqual([
    'POST /chat $.choices[0].message.content',
  ])
  const order = (id: number, address: unknown): Answered => answered(`GET /orders/${id}`, { total: 1, address }, id)
  expect(pathsIn([order(7, null)], [order(8, { city: 'Leeds' })])).toEqual(['GET /orders/7 $.address'])
  expect(pathsIn([order(7, null)], [answered('GET /carts/8', { total: 1, address: 'a' })])).toEqual([])
})

test('what is of another form is no other answer: an error, a stream', () => {
  expect(pathsIn([chat('a')], [answered('POST /chat', { error: { message: 'no key' } }, 'what?')])).toEqual([])
  expect(pathsIn([chat('a')], [answered('POST /chat', ['data: {}'], 'what?')])).toEqual([])
})

test('what is named counts as it is, with all that was seen there', () => {
  const { varied: named, still } = namedIn(
    [chat('a')],
    [chat('b', 'how?')],
    ['$.choices[*].message.content', '$..index'],
  )
  expect(still).toEqual([])
  expect(named.map(({ path, values }) => [path, values])).toEqual([
    ['$.choices[0].index', [0, 0]],
    ['$.choices[0].message.content', ['a', 'b']],
  ])
  expect(namedIn([chat('a')], [], ['$']).varied).toMatchObject([{ path: '$' }])
  expect(namedIn([chat('a')], [], ['$.choises'])).toEqual({ varied: [], still: [] })
  expect(valuesOf([chat('a'), chat('b'), answered('GET /', {})], named[1]!)).toEqual(['a', 'b'])
})

test('where nothing but null was seen at a place that is named, what is like it says what else may stand there', () => {
  const order = (id: number, address: unknown): Answered => answered(`GET /orders/${id}`, { address }, id)
  const shapesIn = (own: readonly Answered[], others: readonly Answered[], path: string): unknown[] =>
    namedIn(own, others, [path]).varied.map((its) => shapeAt(its, []))
  const town = { kind: 'either', of: [{ kind: 'record' }, { kind: 'null' }] }
  expect(shapesIn([order(7, null)], [order(8, { city: 'Leeds' })], '$.address')).toMatchObject([town])
  // Of another thing, by its name; of another item of the same list; by the type of its column.
  const named = (name: string, address: unknown): Answered => answered(`GET /users/${name}`, { address })
  expect(shapesIn([named('ada', null)], [named('bob', { city: 'Leeds' })], '$.address')).toMatchObject([town])
  const list = answered('GET /orders', [{ address: null }, { address: { city: 'Leeds' } }])
  expect(shapesIn([list], [], '$[0].address')).toMatchObject([town])
  const rows: Answered = { ...answered('select due from orders', [{ due: null }]), types: { due: 'date' } }
  const date = { kind: 'either', of: [{ kind: 'format', format: { kind: 'date' } }, { kind: 'null' }] }
  expect(shapesIn([rows], [], '$[0].due')).toEqual([date])
  expect(shapesIn([rows], [], '$[0]')).toMatchObject([{ kind: 'record', fields: [{ shape: date }] }])
})

test.each([null, [], {}])('a place at which nothing but %j was ever seen stays as it is', (nothing) => {
  const own = answered('GET /orders/7', { address: nothing, total: 1 })
  expect(namedIn([own], [own], ['$.address', '$.total'])).toMatchObject({
    varied: [{ path: '$.total' }],
    still: [{ operation: 'GET /orders/7', path: '$.address', why: 'nothing else was seen there' }],
  })
})

test('what a request is made of stays as it is, unless it is named', () => {
  const own = [
    answered('GET /orders/7', { id: 7, customer: 4711, count: 7, next: '/stock/lamps?page=2' }),
    answered('GET /customers/4711', { name: 'Ada' }),
    answered('GET /stock/lamps', { left: 7 }),
  ]
  const others = [answered('GET /orders/8', { id: 8, customer: 4712, count: 8, next: null })]
  const { varied, still } = variedIn(own, others)
  expect(varied.map(({ path }) => path)).toEqual(['$.count'])
  expect(still.map(({ path, why }) => `${path}: ${why}`)).toEqual(
    ['$.id', '$.customer', '$.next'].map((path) => `${path}: a request is made of it`),
  )
  expect(namedIn(own, others, ['$.customer'])).toMatchObject({ varied: [{ path: '$.customer' }], still: [] })
})

test('the places are listed that there are', () => {
  expect([...placesIn([chat('a'), answered('GET /', [])])]).toEqual([
    ['POST /chat', ['$.model', '$.choices[0].index', '$.choices[0].message.content']],
    ['GET /', ['$']],
  ])
})

test('what is secret is hidden in all that is shown: operations, places, names of fields', () => {
  const places = variedIn(
    [answered('GET /of/s3cret', { by: { s3cret: null } })],
    [answered('GET /of/s3cret', { by: { s3cret: { s3cret: 's3cret' } } })],
  )
  expect(places.varied).toMatchObject([{ path: '$.by.s3cret' }])
  expect(placesWith(places, (text) => text.replaceAll('s3cret', 'hidden')).varied).toMatchObject([
    { operation: 'GET /of/hidden', path: '$.by.hidden', values: [null, { hidden: 's3cret' }] },
  ])
})
