/** Tries a test: it stays where it is proved to fail as the recording did, and else all is as it was. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fixturePath, type Hidden, writeHidden, type WritePolicy } from '@retrace/core/recordings'
import type { UserProject } from '../project/project.ts'
import type { Assertion, Impossible, WrittenTest } from '../write/plan.ts'
import type { Outcome } from './outcome.ts'
import { machinesFor } from './machines.ts'
import { runTest } from './run.ts'

export interface Trial {
  readonly user: UserProject
  readonly assertion: Assertion
  readonly fixture: Hidden
  readonly policy: WritePolicy
  /** Where secrets were replaced in what it is written of. */
  readonly hidden: readonly string[]
  /** The recorded time zone, where it is known. */
  readonly zone: string | null
  /**
   * Writes it, pinned to what was recorded or as it is to be kept.
   *
   * @param zone - the time zone that it sets
   */
  readonly write: (isPinned: boolean, zone: string | null) => Promise<WrittenTest | Impossible>
  /** Why the test that is to be kept doesn't fail as the recorded run did; null where it does. */
  readonly whyOther: Why
}

type Why = (outcome: Outcome) => string | null

export interface Written {
  readonly file: string
  readonly title: string
  readonly fixture: string
  /** What the test reads beside. */
  readonly data: readonly string[]
  /** The time zone that it sets. */
  readonly zone: string | null
}

export type Tried = (Written & { readonly kind: 'written' }) | { readonly kind: 'rejected'; readonly why: string }

/** What holds in the recorded time zone and in the language of this machine only. */
interface Local {
  readonly kind: 'local'
  readonly why: string
}

/** Where it turns out that local time counts, the test sets the recorded zone. */
export async function tryTest(trial: Trial): Promise<Tried> {
  const { zone } = trial
  const plain = await tryIn(trial, null)
  const tried = plain.kind === 'local' && zone !== null ? await tryIn(trial, zone) : plain
  if (tried.kind !== 'local') return tried
  return rejected(`it fails so only in ${zone ?? 'the recorded time zone'}, or in one language: ${tried.why}`)
}

/** @param zone - the time zone that the test sets */
async function tryIn(trial: Trial, zone: string | null): Promise<Tried | Local> {
  const { user, assertion, fixture: said, policy, hidden, write, whyOther } = trial
  const [pinned, kept] = [await write(true, zone), await write(false, zone)]
  if (pinned.kind === 'impossible') return rejected(`${pinned.path} can't be written down: ${pinned.what}`)
  if (kept.kind === 'impossible') return rejected(`${kept.path} can't be written down: ${kept.what}`)

  const files = new Files()
  const fixture = fixturePath(kept.file, kept.title)
  const { here, others } = machinesFor(trial.zone)
  const run = async (test: WrittenTest, why: Why, other: NodeJS.ProcessEnv): Promise<Tried | Local | null> => {
    files.write(test.file, test.text)
    for (const { file, content } of test.data) files.write(file, content)
    const runIn = (env: NodeJS.ProcessEnv): Promise<Outcome> =>
      runTest({ project: user, file: test.file, title: test.title, env })
    const elsewhere = why(await runIn(other))
    if (elsewhere === null) return null
    const its = why(await runIn(here))
    return its === null ? { kind: 'local', why: elsewhere } : rejected(its, hidden)
  }
  let isProved = false
  try {
    files.keep(fixture)
    writeHidden(fixture, { ...said, test: kept.title }, policy)
    const wrong =
      (await run(pinned, whyNotPinned, others[0])) ??
      (await run(kept, assertion === 'error' ? whyRed : whyOther, others[1]))
    if (wrong) return wrong
    isProved = true
  } finally {
    if (!isProved) files.restore()
  }
  const data = kept.data.map(({ file }) => file)
  return { kind: 'written', file: kept.file, title: kept.title, fixture, data, zone }
}

/** How many places are named. */
const SOME = 3

/** @param hidden - secrets that it may take for it to fail */
function rejected(why: string, hidden: readonly string[] = []): Tried {
  const places = hidden.filter((place) => !place.startsWith('$.error.'))
  if (places.length === 0) return { kind: 'rejected', why }
  const more = places.length > SOME ? ` and ${places.length - SOME} places more` : ''
  return { kind: 'rejected', why: `${why} (secrets were replaced, at ${places.slice(0, SOME).join(', ')}${more})` }
}

function whyNotPinned(outcome: Outcome): string | null {
  return outcome.kind === 'passed' ? null : `called by itself it does not fail so: ${saidBy(outcome)}`
}

function whyRed(outcome: Outcome): string | null {
  return outcome.kind === 'passed' ? null : saidBy(outcome)
}

function saidBy(outcome: Outcome): string {
  if (outcome.kind === 'passed') return 'it passes'
  if (outcome.kind === 'not-run') return `its test did not run: ${outcome.why.trim()}`
  return `${outcome.error.name}: ${outcome.error.message}`
}

/** Files that are written, and what they were before. */
export class Files {
  readonly #before = new Map<string, Buffer | null>()

  /** Remembers what a file is. */
  keep(file: string): void {
    if (!this.#before.has(file)) this.#before.set(file, existsSync(file) ? readFileSync(file) : null)
  }

  write(file: string, content: string | Uint8Array): void {
    this.keep(file)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, content)
  }

  restore(): void {
    for (const [file, content] of this.#before)
      if (content === null) rmSync(file, { force: true })
      else writeFileSync(file, content)
  }
}
