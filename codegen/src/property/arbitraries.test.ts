/** What is written is run by fast-check: all that it gives has the shape that it was written for. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { USUAL_STYLE } from '../style.ts'
import { inOneLine } from '../values/layout.ts'
import { arbitrary } from './arbitraries.ts'
import { type Shape, shapeOf } from './shape.ts'

function sourceOf(shape: Shape): string {
  return inOneLine(arbitrary(shape, { fc: 'fc', style: USUAL_STYLE, text: (text) => JSON.stringify(text) }))
}

function samplesOf(source: string): unknown[] {
  // oxlint-disable-next-line no-implied-eval -- As a test has it.
  const made = new Function('fc', `return ${source}`)(fc) as fc.Arbitrary<unknown>
  // As it comes to a program.
  return JSON.parse(JSON.stringify(fc.sample(made, { numRuns: 200, seed: 7 }))) as unknown[]
}

test.each([
  [[null], 'fc.constant(null)'],
  [[true, null], 'fc.option(fc.boolean())'],
  [[1, 2], 'fc.nat()'],
  [[-1], 'fc.integer()'],
  [[2 ** 40], 'fc.maxSafeNat()'],
  [[-(2 ** 40)], 'fc.maxSafeInteger()'],
  [[0.5], 'fc.double({ noNaN: true, noDefaultInfinity: true })'],
  [['4c3f9a62-7f0c-4f5e-9d1e-0a4f3c2b1d00'], 'fc.uuid()'],
  [['12.50'], 'fc.integer().map((number) => (number / 100).toFixed(2))'],
  [['a', null], 'fc.option(fc.string())'],
  [['a', 1], 'fc.oneof(fc.nat(), fc.string())'],
  [[[]], 'fc.constant([])'],
  [[[1], [1, 2]], 'fc.array(fc.nat(), { maxLength: 2 })'],
  [[{ 'a-b': 1 }, {}], "fc.record({ 'a-b': fc.nat() }, { requiredKeys: [] })"],
])('what is like %j is %s', (values, source) => {
  expect(sourceOf(shapeOf(values, []))).toBe(source)
})

test.each([
  '2026-11-25',
  '2026-11-25T18:57:30.123Z',
  '2026-11-25T18:57:30+01:00',
  '2026-11-25 18:57:30-05',
  '2026-11-25 18:57:30',
])('a date like %s is made in the same form', (text) => {
  const shape = shapeOf([text], [])
  for (const made of samplesOf(sourceOf(shape))) expect(shapeOf([made], [])).toEqual(shapeOf([made as string], []))
  expect(shape).toMatchObject({ kind: 'format' })
  expect(shapeOf(samplesOf(sourceOf(shape)), [])).toMatchObject({
    kind: 'format',
    format: { kind: (shape as never)['format']['kind'] },
  })
})

test('recorded texts are among those that are made', () => {
  const source = sourceOf(shapeOf(['{"intent":"refund"}'], ["it's prose", 'more']))
  expect(source).toBe(
    'fc.oneof(fc.constantFrom("it\'s prose", "more"), fc.string(), ' +
      'fc.record({ intent: fc.string() }).map((data) => JSON.stringify(data)))',
  )
  const samples = samplesOf(source)
  expect(samples).toContain("it's prose")
  expect(samples).toContainEqual(expect.stringMatching(/^\{"intent":".*"\}$/s))
})

test('events of a stream have JSON like that of others, and end as they do', () => {
  const event = (content: unknown): string => `event: delta\ndata: ${JSON.stringify({ id: 1, content })}\n\n`
  const done = 'data: [DONE]\n\n'
  const recorded = [event('I `${am}`'), done]
  const source = sourceOf(shapeOf([[event(null), done]], [recorded]))
  expect(source).toBe(
    'fc.array(fc.oneof(fc.record({ id: fc.nat(), content: fc.option(fc.oneof(fc.constant("I `${am}`"), fc.string())) })' +
      '.map((data) => `event: delta\\ndata: ${JSON.stringify(data)}\\n\\n`), fc.constant("data: [DONE]\\n\\n")), { maxLength: 2 })',
  )
  for (const text of samplesOf(source).flat())
    expect(text).toMatch(/^event: delta\ndata: \{"id":\d+,"content":(?:null|".*")\}\n\n$|^data: \[DONE\]\n\n$/)
})

test('the head of an event is what it is, whatever is in it', () => {
  const head = 'event: a`${b}"\\\ndata: '
  const [first] = samplesOf(sourceOf(shapeOf([`${head}{"a":1}\n\n`], [])))
  expect(String(first).startsWith(head)).toBe(true)
})

/** Of any JSON, what is written for its shape gives JSON of that shape. */
test('what is made of a shape has that shape', () => {
  const property = fc.property(fc.array(fc.jsonValue({ maxDepth: 3 }), { minLength: 1, maxLength: 3 }), (values) => {
    const shape = shapeOf(values, [])
    const samples = samplesOf(sourceOf(shape)).slice(0, 20)
    expect(kindsIn(shapeOf([...values, ...samples], []))).toEqual(kindsIn(shape))
  })
  fc.assert(property, { numRuns: 100, seed: 3 })
})

/** Its kinds and fields, without what is only of the values that were seen. */
function kindsIn(shape: Shape): unknown {
  if (shape.kind === 'either') return shape.of.map(kindsIn)
  if (shape.kind === 'list') return shape.item && ['list', kindsIn(shape.item)]
  if (shape.kind === 'record') return shape.fields.map(({ key, shape: its }) => [key, kindsIn(its)])
  return shape.kind
}
