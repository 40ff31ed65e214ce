/** The fewest of what came before, in its order, with which a test shows what was recorded. */
import { ddmin } from '../shrink/ddmin.ts'

/** So many of the last ones are worth a try: a test that needs more is none that people read. */
export const MOST = 200

/**
 * The last one alone is what it takes most often; else as many of the last as it takes, without those among them that can be
 * left out.
 *
 * @param holds - never asked of none
 * @returns null where it doesn't hold with all of them either
 */
export async function fewestOf<T>(
  items: readonly T[],
  holds: (kept: readonly T[]) => Promise<boolean>,
): Promise<readonly T[] | null> {
  const known = new Map<string, Promise<boolean>>([['', Promise.resolve(false)]])
  const once = (kept: readonly T[]): Promise<boolean> => {
    const key = kept.map((item) => items.indexOf(item)).join()
    const its = known.get(key) ?? holds(kept)
    known.set(key, its)
    return its
  }
  if (items.length === 0) return null
  const last = items.slice(-1)
  if (await once(last)) return last
  if (!(await once(items))) return null
  for (let count = 2; count < items.length; count *= 2) {
    const some = items.slice(-count)
    if (await once(some)) return ddmin(some, once)
  }
  return ddmin(items, once)
}
