/**
 * The algorithm ddmin of Zeller and Hildebrandt, 'Simplifying and Isolating Failure-Inducing Input' (2002): tries what
 * is left without a part of it, of ever smaller parts. (It tries parts by themselves, too: with two parts that is the
 * same, and later it seldom helps.)
 */

/**
 * Whether what is to be kept holds for these. It has to say the same each time.
 *
 * @param ahead - what is asked next if it doesn't: so many at most
 */
export type Holds<T> = (kept: readonly T[], ahead: (count: number) => readonly (readonly T[])[]) => Promise<boolean>

/**
 * The least for which something holds: it doesn't if any one item is left out of it, or all are.
 *
 * @param items - for which it holds
 * @param isFine - whether to begin with single items: where most of them are needed
 */
export async function ddmin<T>(items: readonly T[], holds: Holds<T>, isFine = false): Promise<readonly T[]> {
  let kept = items
  let parts = isFine ? kept.length : Math.min(2, kept.length)
  const first = (count: number): readonly (readonly T[])[] =>
    Array.from({ length: Math.min(count, parts) }, (_, i) => withoutPart(items, parts, i))
  if (items.length === 0 || (await holds([], first))) return []
  // How many parts after each other could not be left out, and which is next.
  let needed = 0
  let next = 0
  while (kept.length > 1) {
    const less = withoutPart(kept, parts, next)
    const others = parts - needed - 1
    const ahead = (count: number): readonly (readonly T[])[] =>
      Array.from({ length: Math.min(count, others) }, (_, i) => withoutPart(kept, parts, (next + 1 + i) % parts))
    if (await holds(less, ahead)) {
      kept = less
      parts = Math.min(Math.max(parts - 1, 2), kept.length)
      needed = 0
    } else {
      needed++
      next++
    }
    if (needed === parts) {
      if (parts === kept.length) break
      parts = Math.min(parts * 2, kept.length)
      needed = next = 0
    }
    next %= parts
  }
  return kept
}

/** Parts differ by one item at most. */
function withoutPart<T>(items: readonly T[], parts: number, part: number): readonly T[] {
  const bound = (its: number): number => Math.floor((items.length * its) / parts)
  return [...items.slice(0, bound(part)), ...items.slice(bound(part + 1))]
}
