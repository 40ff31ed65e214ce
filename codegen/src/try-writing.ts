/** What tests of all levels have in common: what is secret is hidden, the test is written, and proved. */
import path from 'node:path'
import type { Excerpted, Hidden, Recording, Rewrite, Variable, WritePolicy } from '@retrace/core/recordings'
import type { Failure } from './observation.ts'
import type { UserProject } from './project/project.ts'
import type { Outcome } from './prove/outcome.ts'
import { type Tried, tryTest, type Written } from './prove/try-test.ts'
import { failureWith, variablesWith, withoutSecrets } from './redact.ts'
import { inZone } from './write/environment.ts'
import type { Assertion, Impossible, TestFrame, WrittenTest } from './write/plan.ts'

/** What a test is about, and how it is to be written. */
export interface Aim {
  readonly failure: Failure
  readonly assertion: Assertion
  /** What else is secret, and what must not be written. */
  readonly policy: WritePolicy
}

/** What any test is written of. */
interface Common extends Pick<TestFrame, 'project' | 'recording'> {
  readonly failure: Failure
  readonly assertion: Assertion
  readonly environment: readonly Variable[]
}

export interface Trial<T> extends Aim {
  readonly user: UserProject
  readonly excerpt: Excerpted
  /** What else it is written of, with all of its texts rewritten. */
  readonly its: (rewrite: Rewrite) => T
  readonly write: (plan: Common & T, isPinned: boolean) => Promise<WrittenTest | Impossible>
  /** Why the test that is to be kept doesn't fail as the recorded run did; null where it does. */
  readonly difference: (outcome: Outcome, plan: Common & T) => string | null
  /** What is done once it is proved. */
  readonly andThen?: (plan: Common & T, written: Written, fixture: Hidden) => Promise<void>
}

export async function tryWriting<T>({ folder, manifest }: Recording, trial: Trial<T>): Promise<Tried> {
  const { user, assertion, policy, excerpt, write, difference } = trial
  const { fixture, its, hidden } = withoutSecrets(excerpt, policy, (rewrite) => ({
    ...trial.its(rewrite),
    failure: failureWith(trial.failure, rewrite),
    environment: variablesWith(excerpt.environment, rewrite),
  }))
  const recording = { id: path.basename(folder), began: manifest.start }
  const plan = { ...its, project: user, assertion, recording }
  const tried = await tryTest({
    user,
    assertion,
    fixture,
    policy,
    hidden,
    zone: manifest.timeZone,
    write: (isPinned, zone) => write(inZone(plan, zone), isPinned),
    whyOther: (outcome) => difference(outcome, plan),
  })
  if (tried.kind === 'written') await trial.andThen?.(plan, tried, fixture)
  return tried
}
