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
  const excerpt = await excerptFor(recording, call, failure)
  let first: Tried | undefined
  for (const isLate of waysOf(trial)) {
    const tried = await tryWriting(recording, {
      ...trial,
      excerpt,
      its: (rewrite) => ({ target, call: callWith(call, target.parameters, rewrite), isLate }),
      write: writeTest,
      difference: (outcome, { failure: { error, at } }) => error && differenceFrom(error, at, outcome),
    })
    if (tried.kind === 'written') return tried
    first ??= tried
  }
  return first as Tried
}

/**
 * Whether the failure is late: that of the call itself, or of what it has begun and nobody waits for. Of a promise that had
 * not been settled either may be true.
 */
function waysOf({ failure: { kind }, call: { outcome }, target: { settles } }: CallTrial): boolean[] {
  if (kind !== 'uncaught' && kind !== 'rejection') return [false]
  if (outcome?.kind !== 'threw') return [true]
  return settles === 'now' ? [false] : [false, true]
}
