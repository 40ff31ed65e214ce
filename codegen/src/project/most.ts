/** What occurs most often in a list; of those that do alike, the first. Undefined of an empty list. */
export function mostOf<T>(list: readonly T[]): T | undefined {
  const counts = new Map<T, number>()
  for (const each of list) counts.set(each, (counts.get(each) ?? 0) + 1)
  let most: T | undefined
  for (const [each, count] of counts) if (most === undefined || count > (counts.get(most) as number)) most = each
  return most
}
