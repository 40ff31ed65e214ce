import { expect, test } from 'vitest'
import type { ValueNode } from '../observation.ts'
import { graphOf } from './graph.test-kit.ts'
import { withoutSecrets } from './hide.ts'

function textsOf(value: unknown): string[] {
  const { graph } = graphOf([value])
  return withoutSecrets(graph).nodes.flatMap((node: ValueNode) => (node.kind === 'primitive' ? node.text : []))
}

test('secrets are replaced by placeholders of the same length, by their names and by their looks', () => {
  const password = 'correct-horse-battery'
  const [plain, hidden, url] = textsOf({ user: 'ada', password, url: `postgres://ada:${password}@db.test/shop` })
  expect(plain).toBe('ada')
  expect(hidden).toMatch(/^redacted\w+$/)
  expect(hidden).toHaveLength(password.length)
  expect(url).toBe(`postgres://ada:${hidden}@db.test/shop`)
})

test('other texts are as they were', () => {
  const texts = ['The parcel came damaged.', 'https://a.test/orders/7?page=2', '{"id": 7}', 'é']
  expect(textsOf(Object.fromEntries(texts.map((text, i) => [`key${i}`, text])))).toEqual(texts)
})
