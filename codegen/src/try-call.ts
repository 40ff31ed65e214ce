/** Tries tests of one call, and of a property beside them. */
import { answersIn } from '@retrace/core/recordings'
import type { CallSeen } from './observation.ts'
import type { Project } from './observe/debuggee.ts'
import { excerptFor } from './observe/fixture.ts'
import type { UserProject } from './project/project.ts'
import type { Target } from './project/target.ts'
import type { Variation } from './property/variation.ts'
import { type TriedProperty, tryProperty } from './property/try-property.ts'
import { variedWith } from './property/varied.ts'
import { differenceFrom } from './prove/compare.ts'
import type { Tried } from './prove/tried.ts'
import { callWith } from './redact.ts'
import { type Aim, tryWriting, tryWritingResult } from './try-writing.ts'
import { writeTest } from './write/test.ts'

export interface CallTrial extends Aim {
  readonly user: UserProject
  readonly target: Target
  readonly call: CallSeen
  /** By which a property is tested too; null where none is. */
  readonly variation: Variation | null
}

/** Of a call that gave what it should. */
export type ResultTrial = Pick<CallTrial, 'user' | 'target' | 'call' | 'policy'>

export async function tryCallResult({ recording }: Project, trial: ResultTrial): Promise<Tried> {
  const { target, call } = trial
  return tryWritingResult(recording, {
    ...trial,
    excerpt: await excerptFor(recording, call, null),
    its: (rewrite) => ({ target, call: callWith(call, target.parameters, rewrite) }),
    write: writeTest,
  })
}

/** `property` is null where none was asked for. */
export type TriedCall = Tried & { readonly property: TriedProperty | null }

export async function tryCall({ recording }: Project, trial: CallTrial): Promise<TriedCall> {
  const { target, call, failure, variation } = trial
  const excerpt = await excerptFor(recording, call, failure)
  const own = answersIn(excerpt.fixture.exchanges.map(({ exchange }) => exchange))
  const varied = variation?.of(own) ?? []
  if (variation && varied.length === 0) return { kind: 'rejected', why: variation.whyNone(own), property: null }
  let property: TriedProperty | null = null
  let first: Tried | undefined
  for (const isLate of waysOf(trial)) {
    const tried = await tryWriting(recording, {
      ...trial,
      excerpt,
      its: (rewrite) => ({
        target,
        call: callWith(call, target.parameters, rewrite),
        isLate,
        varied: variedWith(varied, rewrite),
      }),
      write: writeTest,
      difference: (outcome, { failure: { error, at } }) => error && differenceFrom(error, at, outcome),
      andThen: async (plan, written, fixture) => {
        const { timeZone: zone } = recording.manifest
        if (variation) property = await tryProperty({ plan, varied: plan.varied, written, fixture, zone })
      },
    })
    if (tried.kind === 'written') return { ...tried, property }
    first ??= tried
  }
  return { ...(first as Tried), property }
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
