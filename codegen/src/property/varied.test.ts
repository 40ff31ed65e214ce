import type { Answered } from '@retrace/core/recordings'
import { expect, test } from 'vitest'
import { namedIn, placesIn, valuesOf, variedIn, variedWith } from './varied.ts'

function answered(operation: string, answer: unknown, asked: unknown = null): Answered {
  return { operation, details: { asked }, answer, types: undefined }
}

const chat = (content: unknown, asked: unknown = 'what?'): Answered =>
  answered('POST /chat', { model: 'small', choices: [{ index: 0, message: { content } }] }, asked)

const pathsIn = (own: readonly Answered[], others: readonly Answered[]): string[] =>
  variedIn(own, others).map(({ operation, path }) => `${operation} ${path}`)

test('the outermost parts that differ are found, also in lists of one', () => {
  const [varied] = variedIn([chat('prose')], [chat('prose'), chat('{}')])
  expect(varied).toMatchObject({
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
  const named = namedIn([chat('a')], [chat('b', 'how?')], ['$.choices[*].message.content', '$..index'])
  expect(named.map(({ path, values }) => [path, values])).toEqual([
    ['$.choices[0].index', [0, 0]],
    ['$.choices[0].message.content', ['a', 'b']],
  ])
  expect(namedIn([chat('a')], [], ['$'])).toMatchObject([{ path: '$' }])
  expect(namedIn([chat('a')], [], ['$.choises'])).toEqual([])
  expect(valuesOf([chat('a'), chat('b'), answered('GET /', {})], named[1]!)).toEqual(['a', 'b'])
})

test('the places are listed that there are', () => {
  expect([...placesIn([chat('a'), answered('GET /', [])])]).toEqual([
    ['POST /chat', ['$.model', '$.choices[0].index', '$.choices[0].message.content']],
    ['GET /', ['$']],
  ])
})

test('what is secret is hidden in all that is shown: operations, places, names of fields', () => {
  const varied = variedIn(
    [answered('GET /of/s3cret', { by: { s3cret: null } })],
    [answered('GET /of/s3cret', { by: { s3cret: { s3cret: 's3cret' } } })],
  )
  expect(varied).toMatchObject([{ path: '$.by.s3cret' }])
  expect(variedWith(varied, (text) => text.replaceAll('s3cret', 'hidden'))).toMatchObject([
    { operation: 'GET /of/hidden', path: '$.by.hidden', values: [null, { hidden: 's3cret' }] },
  ])
})
