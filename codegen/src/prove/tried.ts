/** What comes of trying a test. */
import path from 'node:path'
import { fixturePath, type Hidden, type WritePolicy } from '@retrace/core/recordings'
import type { UserProject } from '../project/project.ts'
import type { Impossible, WrittenTest } from '../write/plan.ts'
import type { Place } from '../write/setting.ts'
import type { Machine } from './machines.ts'
import { type Outcome, placesIn } from './outcome.ts'
import type { Try, Tries } from './tries.ts'

/** What trials of all kinds have. */
export interface TrialFrame {
  readonly user: UserProject
  readonly fixture: Hidden
  readonly policy: WritePolicy
  /** Where secrets were replaced in what it is written of. */
  readonly hidden: readonly string[]
  /** Where it was recorded, as far as that is known. */
  readonly home: Place
  readonly tries: Tries
}

/** How a test is run somewhere. */
export function tryOf(project: UserProject, { file, title, data }: WrittenTest, { env, folder }: Machine): Try {
  return { project, file, title, env, folder, changed: [file, ...data.map((its) => its.file)] }
}

export interface Written {
  readonly file: string
  readonly title: string
  readonly fixture: string
  /** What the test reads beside. */
  readonly data: readonly string[]
  /** What it sets of where it runs. */
  readonly place: Place
  /** Whether it was there before, for another recording of the same. */
  readonly isThere: boolean
  /** The name of the one that it has taken the place of, written before for the same; null where there was none. */
  readonly replaced: string | null
}

export interface Rejected {
  readonly kind: 'rejected'
  readonly why: string
  /** By what it failed, where that was otherwise. */
  readonly instead?: Instead
}

/** An error that came in the place of the recorded one. */
export interface Instead {
  readonly class: string
  readonly message: string
  /** The innermost line of the project, `orders.js:3`; null where it is in none but the test. */
  readonly place: string | null
}

export type Tried = (Written & { readonly kind: 'written' }) | Rejected

/** @param place - what it sets of where it runs */
export function written(test: WrittenTest, fixture: string, place: Place): Tried {
  const { file, title, replaced } = test
  const data = test.data.map((its) => its.file)
  return { kind: 'written', file, title, fixture, data, place, isThere: false, replaced }
}

/** The test that was there before. */
export function there({ file }: WrittenTest, title: string, place: Place): Tried {
  return {
    kind: 'written',
    file,
    title,
    fixture: fixturePath(file, title),
    data: [],
    place,
    isThere: true,
    replaced: null,
  }
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

/** What a test has failed by; null where it hasn't. */
export function insteadIn(outcome: Outcome, { file }: Pick<WrittenTest, 'file'>): Instead | null {
  if (outcome.kind !== 'failed') return null
  // What a server was caught at is the cause of what is said of its answer.
  const { name, message, stack } = outcome.error.cause ?? outcome.error
  const at = placesIn(stack).find((place) => place.file !== file)
  return { class: name, message, place: at ? `${path.relative('', at.file)}:${at.line}` : null }
}

export function impossible({ path, what }: Impossible): Rejected {
  return rejected(`${path} can't be written down: ${what}`)
}

export function saidBy(outcome: Outcome): string {
  if (outcome.kind === 'passed') return 'it passes'
  if (outcome.kind === 'not-run') return `its test did not run: ${outcome.why.trim()}`
  return `${outcome.error.name}: ${outcome.error.message}`
}
