import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ddmin } from './ddmin.ts'

const items = fc.uniqueArray(fc.nat(1000), { maxLength: 24 })

/** What it was asked, and how often it said yes or no. */
function asked(holds: (kept: readonly number[]) => boolean): {
  readonly of: (kept: readonly number[]) => Promise<boolean>
  readonly count: () => number
} {
  let count = 0
  return {
    of: async (kept) => {
      count++
      return holds(kept)
    },
    count: () => count,
  }
}

function isMinimal(kept: readonly number[], holds: (kept: readonly number[]) => boolean): boolean {
  return holds(kept) && kept.every((it) => !holds(kept.filter((other) => other !== it)))
}

test('of what fails by some of its items, exactly those are left', async () => {
  const some = items.chain((all) => fc.tuple(fc.constant(all), fc.subarray(all), fc.boolean()))
  await fc.assert(
    fc.asyncProperty(some, async ([all, needed, isFine]) => {
      const holds = async (kept: readonly number[]): Promise<boolean> => needed.every((it) => kept.includes(it))
      expect(await ddmin(all, holds, isFine)).toEqual(needed)
    }),
  )
})

test('whatever it fails by, none of what is left can be left out', async () => {
  const some = fc.tuple(items, fc.nat(), fc.integer({ min: 2, max: 5 }), fc.boolean())
  await fc.assert(
    fc.asyncProperty(some, async ([all, salt, modulus, isFine]) => {
      // Neither more nor fewer items make it any likelier.
      const sum = (kept: readonly number[]): number => kept.reduce((a, it) => (a * 31 + it + salt) % 7919, 1)
      const holds = (kept: readonly number[]): boolean => kept.length === all.length || sum(kept) % modulus === 0
      const kept = await ddmin(all, asked(holds).of, isFine)
      expect(kept.length === 0 ? holds(kept) : isMinimal(kept, holds)).toBe(true)
      expect(kept).toEqual(all.filter((it) => kept.includes(it)))
      expect(await ddmin(all, asked(holds).of, isFine)).toEqual(kept)
    }),
  )
})

test('one item among a thousand is found in two tries for each halving', async () => {
  const all = Array.from({ length: 1000 }, (_, i) => i)
  const { of, count } = asked((kept) => kept.includes(613))
  expect(await ddmin(all, of)).toEqual([613])
  expect(count()).toBeLessThanOrEqual(1 + 2 * 10)
})
