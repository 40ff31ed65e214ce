import { expect, test } from 'vitest'
import { glanceAt } from './glance.ts'
import { graphOf } from './graph.test-kit.ts'

class Order {
  id = 7
}

const circle: { self?: unknown } = {}
circle.self = circle

test('values in a line', () => {
  const texts = new Map<unknown[], string>([
    [[], ''],
    [['ada', 7, null, undefined, true, 12n], "'ada', 7, null, undefined, true, 12n"],
    [[{ lines: [{ id: 7 }], 'a b': [] }], "{ lines: [{ id: 7 }], 'a b': [] }"],
    [[new Order()], 'Order { id: 7 }'],
    [[new Map([['a', { b: 1 }]]), new Set([1])], "Map { 'a' => { b: 1 } }, Set { 1 }"],
    [[new Date(0), /a/g, Buffer.from('abc')], '1970-01-01T00:00:00.000Z, /a/g, Buffer (3 bytes)'],
    [[[1, 2, 3, 4, 5, 6, 7]], '[1, 2, 3, 4, 5, … 2 more]'],
    [['x'.repeat(61)], `'${'x'.repeat(60)}'… (61 characters)`],
    [
      [Promise.resolve(1), new AbortController().signal, AbortSignal.abort('gone')],
      "Promise, AbortSignal, AbortSignal (aborted: 'gone')",
    ],
    [[circle], '{ self: { self: { self: {…} } } }'],
  ])
  for (const [values, text] of texts) {
    const { graph, roots } = graphOf(values, new Map([[Order, 'order.ts']]))
    expect(glanceAt(graph, roots)).toBe(text)
  }
})

test('many are cut, and said so', () => {
  const { graph, roots } = graphOf(['a', 'b', 'c', 'd'].map((letter) => letter.repeat(50)))
  const text = glanceAt(graph, roots)
  expect(text).toMatch(/…\s\(214 characters\)$/)
  expect(text.length).toBeLessThan(180)
})
