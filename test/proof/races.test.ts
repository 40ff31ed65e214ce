import { expect, test } from 'vitest'
import { proveRaces } from './races.mjs'

// In short; `npm run proof -- races` does the same at length.

const RACES = ['a row against an answer', 'dates', 'hooks take part', 'random values', 'timers against answers']

test.each(['vitest', 'jest'] as const)(
  'each race that fails under %s leaves a capture, which fails in the same way',
  async (runner) => {
    const races = await proveRaces(runner, { replays: 1, only: (name) => RACES.includes(name) })
    expect(races.map(({ test: name }) => name)).toEqual(RACES)
    for (const { recorded, failures } of races) {
      expect(recorded).toContain('saw ')
      expect(failures).toEqual([recorded])
    }
  },
)
