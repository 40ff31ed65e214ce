import { expect, test } from 'vitest'
import { noRedis, startRedis } from '../services/redis.mjs'
import { cases } from './cases.mjs'
import { proveProgram } from './programs.mjs'

// In short; `npm run proof -- programs` does the same at length.

test.for(cases)('$name replays offline, without what it read, and changes nothing', async (program, { skip }) => {
  if (program.folder === 'orders-api') {
    const redis = await startRedis()
    if (!redis) return skip(noRedis)
    await redis.stop()
  }
  expect(await proveProgram(program, { recordings: 2, replays: 2, requests: 100 })).toEqual([])
})
