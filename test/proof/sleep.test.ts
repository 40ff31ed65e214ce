import { expect, test } from 'vitest'
import { proveSleep } from './sleep.mjs'

test('a program that sleeps an hour replays without the hour', async () => {
  const { runs } = await proveSleep({ replays: 1 })
  for (const { code, stdout, stderr } of runs) {
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.split('\n')).toHaveLength(37)
    expect(stdout).toMatch(/\nslept 36\d\d, 36\d\d, 36\d\d seconds\n$/)
  }
})
