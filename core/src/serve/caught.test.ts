import { expect, test } from 'vitest'
import { Caught } from './caught.ts'

function throws(times: number): void {
  for (let i = 0; i < times; i++)
    try {
      throw new Error(`the ${i}th`)
    } catch {}
}

test('as many are looked at for each request, also where one is always under way; of more, none is known', () => {
  const caught = new Caught()
  const first = caught.begin()
  const seen = [900, 900, 1500, 1].map((times) => {
    const from = caught.begin()
    throws(times)
    caught.end()
    return caught.lastSince(from)?.message
  })
  expect(seen).toEqual(['the 899th', 'the 899th', undefined, 'the 0th'])
  expect(caught.lastSince(first)).toBeUndefined()
  caught.end()
  caught.close()
})
