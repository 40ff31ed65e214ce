import { expect, test } from 'vitest'
import { noRedis, startRedis } from '../services/redis.mjs'
import { proveKills } from './kills.mjs'

// In short; `npm run proof -- kills` does the same at length.

test('the orders API, killed under load, leaves recordings that lack at most the last second', async ({ skip }) => {
  const redis = await startRedis()
  if (!redis) return skip(noRedis)
  await redis.stop()
  const kills = await proveKills({ recordings: 3 })
  expect(kills.flatMap(({ problems }) => problems)).toEqual([])
})
