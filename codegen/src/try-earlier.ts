/**
 * Tries a test after what came before: a program keeps what it has been asked in caches, counters, sessions. Of that the test
 * has the fewest with which it shows what was recorded.
 */
import type { Excerpted, Part } from '@retrace/core/recordings'
import { fewestOf } from './prove/fewest.ts'
import type { Tried } from './prove/tried.ts'

/** One of what came before. */
export interface Earlier<T> {
  readonly its: T
  /** How long after it the next one comes, in milliseconds; 0 where that is of no matter. */
  readonly pause: number
}

/** What comes in a test before its subject, and what the program was answered meanwhile. */
export interface Preceded<T> {
  readonly excerpt: Excerpted
  readonly earlier: readonly Earlier<T>[]
}

/** A test that has not been written. */
export interface Attempt {
  readonly try: () => Promise<Tried>
  /** Whether it shows what was recorded, by one run. */
  readonly shows: () => Promise<boolean>
}

export interface History<T> {
  readonly before: readonly T[]
  /** When it was, in milliseconds since 1970. */
  readonly timeOf: (its: T) => number
  /** When that was which is tested. */
  readonly time: number
  /** What the program was answered from the first of some on. */
  readonly excerptOf: (kept: readonly T[]) => Promise<Excerpted>
}

/** A pause that is shorter is of no matter, in milliseconds. */
const PAUSE = 1000

/**
 * First one after the other, then with the pauses that there were.
 *
 * @returns null where it doesn't show it with all of them either
 */
export async function tryEarlier<T>(
  { before, timeOf, time, excerptOf }: History<T>,
  attempt: (preceded: Preceded<T>) => Attempt,
): Promise<Tried | null> {
  const paused = (kept: readonly T[]): Earlier<T>[] =>
    kept.map((its, i) => {
      const next = kept[i + 1]
      const pause = (next === undefined ? time : timeOf(next)) - timeOf(its)
      return { its, pause: pause < PAUSE ? 0 : pause }
    })
  const hasPauses = paused(before).some(({ pause }) => pause > 0)
  for (const isTimed of hasPauses ? [false, true] : [false]) {
    const attemptWith = async (kept: readonly T[]): Promise<Attempt> => {
      const earlier = isTimed ? paused(kept) : kept.map((its) => ({ its, pause: 0 }))
      return attempt({ excerpt: withoutClock(await excerptOf(kept)), earlier })
    }
    const kept = await fewestOf(before, async (its) => (await attemptWith(its)).shows())
    const tried = kept && (await (await attemptWith(kept)).try())
    if (tried?.kind === 'written') return tried
  }
  return null
}

/** The pauses of the test say what time passes; what its clock said would be of those, too, that are left out. */
function withoutClock(excerpt: Excerpted): Excerpted {
  return { ...excerpt, fixture: { ...excerpt.fixture, clock: '' } }
}

/** Null where of one of them it can't be told. */
export function together(parts: readonly (Part | null)[]): Part | null {
  const its = parts.filter((part) => part !== null)
  if (its.length < parts.length) return null
  const all = (key: keyof Part): Set<number> => new Set(its.flatMap((part) => [...part[key]]))
  return { own: all('own'), near: all('near'), asked: all('asked') }
}
