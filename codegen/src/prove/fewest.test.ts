import { expect, test } from 'vitest'
import { fewestOf } from './fewest.ts'

/** Whether these are among what is kept, and how often that was asked. */
function needing(...needed: readonly number[]): {
  holds: (kept: readonly number[]) => Promise<boolean>
  asked: string[]
} {
  const asked: string[] = []
  const holds = async (kept: readonly number[]): Promise<boolean> => {
    asked.push(kept.join())
    return needed.every((it) => kept.includes(it))
  }
  return { holds, asked }
}

const NINE = [1, 2, 3, 4, 5, 6, 7, 8, 9]

test('the last one is tried first', async () => {
  const { holds, asked } = needing(9)
  expect(await fewestOf(NINE, holds)).toEqual([9])
  expect(asked).toEqual(['9'])
})

test('where all of them will not do, no part of them is tried', async () => {
  const { holds, asked } = needing(10)
  expect(await fewestOf(NINE, holds)).toBeNull()
  expect(asked).toEqual(['9', NINE.join()])
  expect(await fewestOf([], holds)).toBeNull()
})

test('those that it takes are found, in their order, and nothing is asked twice', async () => {
  for (const needed of [[8], [1], [2, 7], [1, 5, 9]]) {
    const { holds, asked } = needing(...needed)
    expect(await fewestOf(NINE, holds)).toEqual(needed)
    expect(new Set(asked).size).toBe(asked.length)
    expect(asked).not.toContain('')
  }
})
