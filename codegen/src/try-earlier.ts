/**
 * Tries a test of a request that comes after others: a program keeps what it has been asked in caches, counters, sessions. Of
 * the requests before it the test makes the fewest with which it shows what was recorded.
 */
import { type Excerpt, type Excerpted, excerptOf, type Part, type ServedRequest } from '@retrace/core/recordings'
import { fewestOf } from './prove/fewest.ts'
import type { Tried } from './prove/tried.ts'
import type { Earlier } from './write/earlier.ts'

/** What is asked in a test, and what the program was answered meanwhile. */
export interface Asked {
  readonly excerpt: Excerpted
  readonly earlier: readonly Earlier[]
}

/** A test that has not been written. */
export interface Attempt {
  readonly try: () => Promise<Tried>
  /** Whether it shows what was recorded, by one run. */
  readonly shows: () => Promise<boolean>
}

export interface History {
  readonly folder: string
  readonly request: ServedRequest
  /** What was asked and answered before. */
  readonly before: readonly ServedRequest[]
  /** Which events are those of each of them, and of the request; null where that can't be told. */
  readonly parts: ReadonlyMap<ServedRequest, Part> | null
  readonly range: Pick<Excerpt, 'from' | 'to' | 'start'>
}

/** A pause that is shorter is of no matter, in milliseconds. */
const PAUSE = 1000

/**
 * First one after the other, then with the pauses that there were.
 *
 * @returns null where it doesn't show it with all of them either
 */
export async function tryEarlier(history: History, attempt: (asked: Asked) => Attempt): Promise<Tried | null> {
  const { before, request } = history
  const hasPauses = pausesIn([...before, request]).some((pause) => pause > 0)
  for (const isTimed of hasPauses ? [false, true] : [false]) {
    const attemptWith = async (kept: readonly ServedRequest[]): Promise<Attempt> =>
      attempt({ excerpt: await excerptWith(history, kept), earlier: earlierOf(kept, request, isTimed) })
    const kept = await fewestOf(before, async (its) => (await attemptWith(its)).shows())
    const tried = kept && (await (await attemptWith(kept)).try())
    if (tried?.kind === 'written') return tried
  }
  return null
}

function excerptWith({ folder, request, parts, range }: History, kept: readonly ServedRequest[]): Promise<Excerpted> {
  const part = parts && together([...kept, request].flatMap((its) => parts.get(its) ?? []))
  return excerptOf(folder, { ...range, from: kept[0]?.asked ?? range.from, part })
}

function together(parts: readonly Part[]): Part {
  const all = (key: keyof Part): Set<number> => new Set(parts.flatMap((part) => [...part[key]]))
  return { own: all('own'), near: all('near'), asked: all('asked') }
}

function earlierOf(kept: readonly ServedRequest[], request: ServedRequest, isTimed: boolean): Earlier[] {
  const pauses = pausesIn([...kept, request])
  return kept.map((its, i) => ({ request: its, pause: isTimed ? (pauses[i] as number) : 0 }))
}

/** After each but the last. */
function pausesIn(requests: readonly ServedRequest[]): number[] {
  return requests.slice(1).map(({ time }, i) => {
    const pause = time - (requests[i] as ServedRequest).time
    return pause < PAUSE ? 0 : pause
  })
}
