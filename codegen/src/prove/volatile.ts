/** Which parts of a result are not the same each time. */
import { isDeepStrictEqual } from 'node:util'
import type { Volatile } from '../write/plan.ts'

/** Goes into arrays and plain objects; anything else is one part. */
export function volatileIn(one: unknown, other: unknown): Volatile[] {
  return within(one, other, [], [])
}

/** @param above - what leads to it, which may be it again */
function within(one: unknown, other: unknown, path: Volatile['path'], above: readonly unknown[]): Volatile[] {
  if (above.includes(one) || isDeepStrictEqual(one, other)) return []
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length)
    return one.flatMap((item, i) => within(item, other[i], [...path, i], [...above, one]))
  if (isPlain(one) && isPlain(other) && isDeepStrictEqual(Object.keys(one), Object.keys(other)))
    return Object.keys(one).flatMap((key) => within(one[key], other[key], [...path, key], [...above, one]))
  return [{ path, value: one }]
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
