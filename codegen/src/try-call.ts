/** Tries a test of one call. */
import path from 'node:path'
import type { WritePolicy } from '@retrace/core/recordings'
import type { CallSeen, Failure } from './observation.ts'
import type { Project } from './observe/debuggee.ts'
import { excerptFor } from './observe/fixture.ts'
import type { UserProject } from './project/project.ts'
import type { Target } from './project/target.ts'
import { differenceFrom } from './prove/compare.ts'
import { type Tried, tryTest } from './prove/try-test.ts'
import { callWith, failureWith, variablesWith, withoutSecrets } from './redact.ts'
import { inZone } from './write/environment.ts'
import type { Assertion, TestPlan } from './write/plan.ts'
import { writeTest } from './write/test.ts'

export interface CallTrial {
  readonly user: UserProject
  readonly target: Target
  readonly call: CallSeen
  readonly failure: Failure
  readonly assertion: Assertion
  /** What else is secret, and what must not be written. */
  readonly policy: WritePolicy
}

export async function tryCall(project: Project, trial: CallTrial): Promise<Tried> {
  const { user, target, assertion, policy } = trial
  const { manifest, folder } = project.recording
  const excerpt = await excerptFor(project, '', trial.call, trial.failure)
  const { fixture, its, hidden } = withoutSecrets(excerpt, policy, (rewrite) => ({
    call: callWith(trial.call, target.parameters, rewrite),
    failure: failureWith(trial.failure, rewrite),
    environment: variablesWith(excerpt.environment, rewrite),
  }))
  const recording = { id: path.basename(folder), began: manifest.start }
  const plan: TestPlan = { project: user, target, assertion, recording, ...its }
  const { error, at } = its.failure
  return tryTest({
    user,
    assertion,
    fixture,
    policy,
    hidden,
    zone: manifest.timeZone,
    write: (isPinned, zone) => writeTest(inZone(plan, zone), isPinned),
    whyOther: (outcome) => error && differenceFrom(error, at, outcome),
  })
}
