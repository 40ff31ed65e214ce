/** Tries a test of one call. */
import path from 'node:path'
import type { CallSeen, Failure } from './observation.ts'
import type { Project } from './observe/debuggee.ts'
import { excerptFor } from './observe/fixture.ts'
import type { UserProject } from './project/project.ts'
import type { Target } from './project/target.ts'
import { differenceFrom } from './prove/compare.ts'
import { type Tried, tryTest } from './prove/try-test.ts'
import { withoutSecrets } from './values/hide.ts'
import type { Assertion, TestPlan } from './write/plan.ts'
import { writeTest } from './write/test.ts'

export interface CallTrial {
  readonly user: UserProject
  readonly target: Target
  readonly call: CallSeen
  readonly failure: Failure
  readonly assertion: Assertion
}

export async function tryCall(project: Project, trial: CallTrial): Promise<Tried> {
  const { user, call, failure, assertion } = trial
  const { manifest, folder } = project.recording
  const { fixture, environment } = await excerptFor(project, '', call, failure)
  const plan: TestPlan = {
    project: user,
    target: trial.target,
    call: { ...call, values: withoutSecrets(call.values) },
    failure,
    assertion,
    environment,
    recording: { id: path.basename(folder), began: manifest.start },
  }
  return tryTest({
    user,
    assertion,
    fixture,
    write: (isPinned) => writeTest(plan, isPinned),
    whyOther: (outcome) => failure.error && differenceFrom(failure.error, failure.at, outcome),
  })
}
