/** Tries a test of one call. */
import type { CallSeen } from './observation.ts'
import type { Project } from './observe/debuggee.ts'
import { excerptFor } from './observe/fixture.ts'
import type { UserProject } from './project/project.ts'
import type { Target } from './project/target.ts'
import { differenceFrom } from './prove/compare.ts'
import type { Tried } from './prove/try-test.ts'
import { callWith } from './redact.ts'
import { type Aim, tryWriting } from './try-writing.ts'
import { writeTest } from './write/test.ts'

export interface CallTrial extends Aim {
  readonly user: UserProject
  readonly target: Target
  readonly call: CallSeen
}

export async function tryCall({ recording }: Project, trial: CallTrial): Promise<Tried> {
  const { target, call, failure } = trial
  return tryWriting(recording, {
    ...trial,
    excerpt: await excerptFor(recording, call, failure),
    its: (rewrite) => ({ target, call: callWith(call, target.parameters, rewrite) }),
    write: writeTest,
    difference: (outcome, { failure: { error, at } }) => error && differenceFrom(error, at, outcome),
  })
}
