/** What comes of trying a test. */
import type { Hidden, WritePolicy } from '@retrace/core/recordings'
import type { UserProject } from '../project/project.ts'
import type { Impossible, WrittenTest } from '../write/plan.ts'
import type { Outcome } from './outcome.ts'

/** What trials of all kinds have. */
export interface TrialFrame {
  readonly user: UserProject
  readonly fixture: Hidden
  readonly policy: WritePolicy
  /** Where secrets were replaced in what it is written of. */
  readonly hidden: readonly string[]
  /** The recorded time zone, where it is known. */
  readonly zone: string | null
}

export interface Written {
  readonly file: string
  readonly title: string
  readonly fixture: string
  /** What the test reads beside. */
  readonly data: readonly string[]
  /** The time zone that it sets. */
  readonly zone: string | null
}

export interface Rejected {
  readonly kind: 'rejected'
  readonly why: string
}

export type Tried = (Written & { readonly kind: 'written' }) | Rejected

/** What holds in the recorded time zone and in the language of this machine only. */
export interface Local {
  readonly kind: 'local'
  readonly why: string
}

/**
 * Where it turns out that local time counts, the test sets the recorded zone.
 *
 * @param tryIn - is given the time zone that the test sets
 */
export async function inZones(
  zone: string | null,
  tryIn: (zone: string | null) => Promise<Tried | Local>,
): Promise<Tried> {
  const plain = await tryIn(null)
  const tried = plain.kind === 'local' && zone !== null ? await tryIn(zone) : plain
  if (tried.kind !== 'local') return tried
  return rejected(`it is so only in ${zone ?? 'the recorded time zone'}, or in one language: ${tried.why}`)
}

/**
 * Runs a test on other machines than the recorded one; where it does otherwise there, on that one too.
 *
 * @param why - what is otherwise; null where nothing is
 * @returns null where it does everywhere what it should
 */
export async function whyNotOn(
  others: readonly NodeJS.ProcessEnv[],
  here: NodeJS.ProcessEnv,
  run: (env: NodeJS.ProcessEnv) => Promise<Outcome>,
  why: (outcome: Outcome) => string | null,
  hidden: readonly string[],
): Promise<Rejected | Local | null> {
  for (const other of others) {
    const elsewhere = why(await run(other))
    if (elsewhere === null) continue
    const its = why(await run(here))
    return its === null ? { kind: 'local', why: elsewhere } : rejected(its, hidden)
  }
  return null
}

/** @param zone - the time zone that it sets */
export function written({ file, title, data }: WrittenTest, fixture: string, zone: string | null): Tried {
  return { kind: 'written', file, title, fixture, data: data.map((its) => its.file), zone }
}

/** How many places are named. */
const SOME = 3

/** @param hidden - secrets that it may take for it to be so */
export function rejected(why: string, hidden: readonly string[] = []): Rejected {
  const places = hidden.filter((place) => !place.startsWith('$.error.'))
  if (places.length === 0) return { kind: 'rejected', why }
  const more = places.length > SOME ? ` and ${places.length - SOME} places more` : ''
  return { kind: 'rejected', why: `${why} (secrets were replaced, at ${places.slice(0, SOME).join(', ')}${more})` }
}

export function impossible({ path, what }: Impossible): Rejected {
  return rejected(`${path} can't be written down: ${what}`)
}

export function saidBy(outcome: Outcome): string {
  if (outcome.kind === 'passed') return 'it passes'
  if (outcome.kind === 'not-run') return `its test did not run: ${outcome.why.trim()}`
  return `${outcome.error.name}: ${outcome.error.message}`
}
