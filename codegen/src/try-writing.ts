/** What tests of all levels have in common: what is secret is hidden, the test is written, and proved. */
import path from 'node:path'
import type { Excerpted, Hidden, Rewrite, Variable, WritePolicy } from '@retrace/core/recordings'
import type { Failure } from './observation.ts'
import type { Project } from './observe/debuggee.ts'
import { homeOf } from './project/home.ts'
import type { UserProject } from './project/project.ts'
import type { Outcome } from './prove/outcome.ts'
import { tryResult } from './prove/try-result.ts'
import { isShown, tryTest } from './prove/try-test.ts'
import type { TrialFrame, Tried, Written } from './prove/tried.ts'
import { triesFor } from './prove/tries.ts'
import { failureWith, variablesWith, withoutSecrets } from './redact.ts'
import type { Assertion, Expected, Impossible, TestFrame, TestPlan, WrittenTest } from './write/plan.ts'
import { inPlace } from './write/setting.ts'

/** What a test is about, and how it is to be written. */
export interface Aim {
  readonly failure: Failure
  readonly assertion: Assertion
  /** What else is secret, and what must not be written. */
  readonly policy: WritePolicy
}

/** What a test is made of. */
interface Material<T> {
  readonly policy: WritePolicy
  readonly user: UserProject
  readonly excerpt: Excerpted
  /** What else it is written of, with all of its texts rewritten. */
  readonly its: (rewrite: Rewrite) => T
}

/** What any test is written of. */
interface Common extends Pick<TestFrame, 'project' | 'recording'> {
  readonly environment: readonly Variable[]
}

type FailurePlan<T> = Common & T & Pick<Aim, 'failure' | 'assertion'>
type ResultPlan<T> = Common & T & { readonly failure: null; readonly assertion: 'result'; readonly expected: Expected }

/** `plan` is that of the test. */
type AndThen<T> = (
  plan: Common & T & Pick<TestPlan, 'failure' | 'assertion'>,
  written: Written,
  fixture: Hidden,
) => Promise<void>

export interface Trial<T> extends Aim, Material<T> {
  readonly write: (plan: FailurePlan<T>, isPinned: boolean) => Promise<WrittenTest | Impossible>
  /** Why the test that is to be kept doesn't fail as the recorded run did; null where it does. */
  readonly difference: (outcome: Outcome, plan: FailurePlan<T>) => string | null
  /** What is done once it is proved. */
  readonly andThen?: AndThen<T>
}

interface ResultTrial<T> extends Material<T> {
  readonly write: (plan: ResultPlan<T>) => Promise<WrittenTest | Impossible>
  /** What is done once it is proved. */
  readonly andThen?: AndThen<T>
}

/** A test of a failure. */
export async function tryWriting<T>(project: Project, trial: Trial<T>): Promise<Tried> {
  const { assertion, write, difference } = trial
  const { plan, frame } = prepareFailure(project, trial)
  const tried = await tryTest({
    ...frame,
    assertion,
    write: (isPinned, place) => write(inPlace(plan, place), isPinned),
    whyOther: (outcome) => difference(outcome, plan),
  })
  if (tried.kind === 'written') await trial.andThen?.(plan, tried, frame.fixture)
  return tried
}

/** Whether a test of a failure shows it; no file stays. */
export function showsFailure<T>(project: Project, trial: Trial<T>): Promise<boolean> {
  const { plan, frame } = prepareFailure(project, trial)
  const why = trial.assertion === 'error' ? undefined : (outcome: Outcome) => trial.difference(outcome, plan)
  return isShown(frame, (place) => trial.write(inPlace(plan, place), false), why)
}

function prepareFailure<T>(project: Project, trial: Trial<T>): { plan: FailurePlan<T>; frame: TrialFrame } {
  const its = (rewrite: Rewrite): T & Pick<Aim, 'failure'> => ({
    ...trial.its(rewrite),
    failure: failureWith(trial.failure, rewrite),
  })
  const { plan, frame } = prepare(project, { ...trial, its }, trial.failure)
  return { plan: { ...plan, assertion: trial.assertion }, frame }
}

/** A test of what a healthy run gave. */
export async function tryWritingResult<T>(project: Project, trial: ResultTrial<T>): Promise<Tried> {
  const { plan, frame } = prepare(project, trial, null)
  const tried = await tryResult({
    ...frame,
    write: (expected, place) => trial.write(inPlace({ ...plan, failure: null, assertion: 'result', expected }, place)),
  })
  if (tried.kind === 'written')
    await trial.andThen?.({ ...plan, failure: null, assertion: 'result' }, tried, frame.fixture)
  return tried
}

/** Whether a test of what a healthy run gave shows it; no file stays. */
export function showsResult<T>(project: Project, trial: ResultTrial<T>): Promise<boolean> {
  const { plan, frame } = prepare(project, trial, null)
  const kept = { ...plan, failure: null, assertion: 'result', expected: { kind: 'exact' } } as const
  return isShown(frame, (place) => trial.write(inPlace(kept, place)))
}

function prepare<T>(
  project: Project,
  { user, policy, excerpt, its: rewritten }: Material<T>,
  failure: Failure | null,
): { plan: Common & T; frame: TrialFrame } {
  const { folder, manifest } = project.recording
  const { fixture, its, hidden } = withoutSecrets(excerpt, policy, (rewrite) => ({
    ...rewritten(rewrite),
    environment: variablesWith(excerpt.environment, rewrite),
  }))
  const recording = { id: idOf(path.basename(folder), failure), began: manifest.start }
  const plan = { ...its, project: user, recording }
  return { plan, frame: { user, fixture, policy, hidden, home: homeOf(project, user.root), tries: triesFor(project) } }
}

/** By which a test is known that was written before: of one recording there may be several, each of another failure. */
function idOf(recording: string, failure: Failure | null): string {
  return failure === null || failure.isFirst === true ? recording : `${recording} event ${failure.event}`
}
