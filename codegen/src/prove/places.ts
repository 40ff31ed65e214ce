/** Where a test runs as it did where it was recorded: anywhere, or where it sets that itself. */
import { ANYWHERE, type Place } from '../write/setting.ts'
import type { Machine } from './machines.ts'
import type { Outcome } from './outcome.ts'
import { type Rejected, rejected, type Tried } from './tried.ts'

/** What holds only where it was recorded: for its folder, or for its time zone or the language of this machine. */
export interface Local {
  readonly kind: 'local'
  readonly by: keyof Place
  readonly why: string
}

/** How a test is tried. */
export interface Trying {
  /** What it sets of where it runs. */
  readonly place: Place
  /** Whether it is run in other folders than the project's. */
  readonly isMoved: boolean
}

type TryIn = (trying: Trying) => Promise<Tried | Local>

/** Where it turns out that local time or the current folder counts, the test sets the recorded one. */
export async function inPlaces(home: Place, tryIn: TryIn): Promise<Tried> {
  const tried = await inZones(home, ANYWHERE, true, tryIn)
  if (tried.kind !== 'local') return tried
  const there = home.folder === null ? null : await inZones(home, { ...ANYWHERE, folder: home.folder }, true, tryIn)
  if (there?.kind === 'written') return there
  // Worker threads can't set it, and a configuration may count on it: then the test is one for the project's folder.
  const still = await inZones(home, ANYWHERE, false, tryIn)
  return still.kind === 'local' ? rejected(still.why) : still
}

/** @returns what is local only for the folder */
async function inZones({ zone }: Place, place: Place, isMoved: boolean, tryIn: TryIn): Promise<Tried | Local> {
  const plain = await tryIn({ place, isMoved })
  const isLocal = plain.kind === 'local' && plain.by === 'zone'
  const tried = isLocal && zone !== null ? await tryIn({ place: { ...place, zone }, isMoved }) : plain
  return tried.kind === 'local' && tried.by === 'zone' ? localIn(zone, tried) : tried
}

function localIn(zone: string | null, { why }: Local): Rejected {
  return rejected(`it is so only in ${zone ?? 'the recorded time zone'}, or in one language: ${why}`)
}

/**
 * Runs a test on other machines than the recorded one; where it does otherwise there, on that one too.
 *
 * @param why - what is otherwise; null where nothing is
 * @returns null where it does everywhere what it should
 */
export async function whyNotOn(
  others: readonly Machine[],
  here: Machine,
  run: (machine: Machine) => Promise<Outcome>,
  why: (outcome: Outcome) => string | null,
  hidden: readonly string[],
): Promise<Rejected | Local | null> {
  for (const other of others) {
    const elsewhere = why(await run(other))
    if (elsewhere === null) continue
    const its = why(await run(here))
    if (its !== null) return rejected(its, hidden)
    const isMoved = other.folder !== here.folder && why(await run({ ...here, folder: other.folder })) !== null
    return { kind: 'local', by: isMoved ? 'folder' : 'zone', why: elsewhere }
  }
  return null
}
