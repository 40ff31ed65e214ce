/** How much two operations have in common: what code asks that has changed is mostly what it asked before, a little otherwise. */
import { withoutVolatile } from './volatile.ts'

/** From here on, one may stand for the other. */
export const LIKE = 0.5

/** From 0, nothing, to 1, all words; 0 where they begin otherwise: another method, another kind of statement. */
export function kinship(a: string, b: string): number {
  const [[first, ...its], [other, ...others]] = [wordsOf(a), wordsOf(b)]
  if (first !== other) return 0
  if (its.length + others.length === 0) return 1
  const left = new Map<string, number>()
  for (const word of its) left.set(word, (left.get(word) ?? 0) + 1)
  let common = 0
  for (const word of others) {
    const count = left.get(word) ?? 0
    if (count === 0) continue
    left.set(word, count - 1)
    common++
  }
  return (2 * common) / (its.length + others.length)
}

/** By operation: each is held against many. */
const known = new Map<string, readonly string[]>()
const MAX_KNOWN = 1000

/** Times and generated ids are words that all have in common. */
function wordsOf(operation: string): readonly string[] {
  const its =
    known.get(operation) ??
    withoutVolatile(operation)
      .toLowerCase()
      .match(/[\w$-]+/g) ??
    []
  if (known.size < MAX_KNOWN) known.set(operation, its)
  return its
}
