import { expect, test } from 'vitest'
import { CLOCK_READS, ClockReads, ReplayedClockReads } from './clock-reads.ts'

const END = (): number => Infinity

function kept(...reads: readonly number[]): string {
  const its = new ClockReads()
  for (const at of reads) its.keep(at)
  return its.data
}

test('the same reads are given what was read', () => {
  const reads = [0, 0, 0, 5, 12, 12, -1]
  const data = kept(...reads)
  expect(data).toBe('0x3 5 12x2 -1')
  expect(data).toMatch(CLOCK_READS)
  const its = new ReplayedClockReads(data)
  expect([...reads, 0].map(() => its.take(-1, END))).toEqual([...reads, null])
})

test('a read that is new is none of those after the next exchange', () => {
  const its = new ReplayedClockReads(kept(3, 500))
  expect([1, 2].map(() => its.take(2.5, () => 4.2))).toEqual([3, null])
  expect(its.take(499.5, END)).toBe(500)
})

test('reads that are gone are none of those after what was done since', () => {
  const its = new ReplayedClockReads(kept(3, 3, 4, 500))
  expect(its.take(499.5, END)).toBe(500)
})

test('of a program that reads it all the time, only so much is kept', () => {
  expect(kept(...Array.from({ length: 5000 }, (_, i) => i)).split(' ')).toHaveLength(1000)
  expect(kept()).toBe('')
  expect(new ReplayedClockReads('').take(0, END)).toBeNull()
})

test.for(['x', '1 ', '1x', '1  2', '1.5'])('%j is none of it', (data) => {
  expect(data).not.toMatch(CLOCK_READS)
})
