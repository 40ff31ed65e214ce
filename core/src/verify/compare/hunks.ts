/** What is the same in two lists, in the same order, and what lies between (by Myers' algorithm). */
import { diffArrays } from 'diff'

/** Items between two that are the same. */
export interface Hunk<T> {
  readonly gone: T[]
  readonly come: T[]
}

export interface Compared<T> {
  /** By what there is now, what it was. */
  readonly same: Map<T, T>
  readonly hunks: readonly Hunk<T>[]
}

/** Lists that differ in more items than this are others. */
const MAX_EDITS = 1_000

/** Null where too much differs. */
export function comparedLists<T>(
  recorded: readonly T[],
  actual: readonly T[],
  comparator: (was: T, is: T) => boolean,
): Compared<T> | null {
  const found = diffArrays([...recorded], [...actual], { comparator, maxEditLength: MAX_EDITS })
  if (!found) return null
  const same = new Map<T, T>()
  const hunks: Hunk<T>[] = [{ gone: [], come: [] }]
  let [was, is] = [0, 0]
  for (const { value, added, removed } of found) {
    const { gone, come } = hunks.at(-1) as Hunk<T>
    if (removed) gone.push(...recorded.slice(was, was + value.length))
    else if (added) come.push(...actual.slice(is, is + value.length))
    else {
      for (let i = 0; i < value.length; i++) same.set(actual[is + i] as T, recorded[was + i] as T)
      hunks.push({ gone: [], come: [] })
    }
    if (!added) was += value.length
    if (!removed) is += value.length
  }
  return { same, hunks }
}
