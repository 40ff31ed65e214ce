/**
 * Calls that are made in another order than when they were recorded. Where calls overlap, on either side, their order says
 * nothing: only of a request all of whose calls came one after another, then and now, it counts.
 */
import { type Call, groupBy, type Pair } from './calls.ts'

export interface Moved {
  readonly pair: Pair
  /** What is asked right before it; null where it is the first. */
  readonly before: { readonly recorded: Call | null; readonly actual: Call | null }
}

/** @param pairs - in the order of what is asked now */
export function reordered(pairs: readonly Pair[], recorded: readonly Call[], actual: readonly Call[]): Moved[] {
  const known = pairs.filter(
    (its) => its.recorded.during.length === 1 && belongsTo(its.recorded) === belongsTo(its.actual),
  )
  const [then, now] = [recorded, actual].map((calls) => groupBy(calls, belongsTo))
  return [...groupBy(known, ({ actual: its }) => belongsTo(its))].flatMap(([request, group]) =>
    isInTurn(then?.get(request) ?? []) && isInTurn(now?.get(request) ?? []) ? movedIn(group) : [],
  )
}

function belongsTo({ during }: Call): string {
  return during.join()
}

/** Whether each had been answered before the next one was asked. */
function isInTurn(calls: readonly Call[]): boolean {
  return calls
    .toSorted((a, b) => a.began - b.began)
    .every(({ began }, i, all) => {
      const before = all[i - 1]
      return !before || (before.ended !== null && before.ended <= began)
    })
}

function movedIn(pairs: readonly Pair[]): Moved[] {
  const stays = longestInOrder(pairs.map((its) => its.recorded.number))
  if (stays.size === pairs.length) return []
  const then = pairs.toSorted((a, b) => a.recorded.number - b.recorded.number)
  return pairs.flatMap((pair, i): Moved[] => {
    if (stays.has(pair.recorded.number)) return []
    const before = {
      recorded: then[then.indexOf(pair) - 1]?.recorded ?? null,
      actual: pairs[i - 1]?.actual ?? null,
    }
    return [{ pair, before }]
  })
}

/** As many as there can be that are in order: all others have moved. */
function longestInOrder(numbers: readonly number[]): Set<number> {
  // By length, the sequence of that length that ends lowest; each with what comes before it.
  interface Link {
    readonly number: number
    readonly before: Link | undefined
  }
  const ends: Link[] = []
  for (const number of numbers) {
    const above = ends.findIndex((end) => end.number > number)
    const at = above < 0 ? ends.length : above
    ends[at] = { number, before: ends[at - 1] }
  }
  const all = new Set<number>()
  for (let link = ends.at(-1); link; link = link.before) all.add(link.number)
  return all
}
