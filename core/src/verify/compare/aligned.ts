/** Which items of a list have become which of another one: in their order, and so that there is least to tell. */

/** So many items of both are looked at, each with each. */
const MAX_PAIRS = 2_500

/**
 * @param cost - how much there is to tell of one that has become another
 * @param alone - how much of one that is new, or gone
 * @returns by what there is now, what it was
 */
export function aligned<T>(
  gone: readonly T[],
  come: readonly T[],
  cost: (was: T, is: T) => number,
  alone: (item: T) => number,
): ReadonlyMap<T, T> {
  const inPlace = gone.length === come.length || gone.length * come.length > MAX_PAIRS
  if (inPlace) return new Map(come.slice(0, gone.length).map((is, i) => [is, gone[i] as T]))
  const costs = gone.map((was) => come.map((is) => cost(was, is)))
  // By how many of both are left from a place on: the least that there is to tell of these.
  const least = Array.from({ length: gone.length + 1 }, () => Array.from({ length: come.length + 1 }, () => 0))
  const after = (i: number, j: number): number => least[i]?.[j] ?? Infinity
  const waysAt = (
    i: number,
    j: number,
  ): { readonly pair: number; readonly removed: number; readonly added: number } => ({
    pair: after(i + 1, j + 1) + (costs[i]?.[j] ?? Infinity),
    removed: i < gone.length ? after(i + 1, j) + alone(gone[i] as T) : Infinity,
    added: j < come.length ? after(i, j + 1) + alone(come[j] as T) : Infinity,
  })
  for (let i = gone.length; i >= 0; i--)
    for (let j = come.length; j >= 0; j--) {
      const { pair, removed, added } = waysAt(i, j)
      if (i < gone.length || j < come.length) (least[i] as number[])[j] = Math.min(pair, removed, added)
    }
  const pairs = new Map<T, T>()
  for (let i = 0, j = 0; i < gone.length && j < come.length;) {
    const { pair, removed, added } = waysAt(i, j)
    if (pair <= removed && pair <= added) pairs.set(come[j++] as T, gone[i++] as T)
    else if (removed <= added) i++
    else j++
  }
  return pairs
}
