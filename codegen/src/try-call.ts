/** Tries tests of one call, and of a property beside them. */
import path from 'node:path'
import { RetraceError } from '@retrace/core'
import { answersIn, type Excerpted, type Hidden, type Recording, type Rewrite } from '@retrace/core/recordings'
import { constructedIn } from './constructed.ts'
import type { CallSeen } from './observation.ts'
import type { Project } from './observe/debuggee.ts'
import { MOST_GIVEN } from './observe/call.ts'
import type { CandidateFound } from './observe/candidates.ts'
import type { FailureFound } from './observe/failures.ts'
import { excerptFor } from './observe/fixture.ts'
import type { UserProject } from './project/project.ts'
import type { Target } from './project/target.ts'
import type { Variation } from './property/variation.ts'
import { type PropertyTrial, tryProperty, type WrittenProperty } from './property/try-property.ts'
import { type Places, placesWith } from './property/varied.ts'
import { differenceIn } from './prove/compare.ts'
import type { Tried, Written } from './prove/tried.ts'
import { callWith } from './redact.ts'
import { tryAfterCalls } from './try-after-calls.ts'
import { tryParts } from './try-parts.ts'
import { type Aim, tryWriting, tryWritingResult } from './try-writing.ts'
import type { TestPlan } from './write/plan.ts'
import { settingFor } from './write/module-state.ts'
import { writeTest } from './write/test.ts'

export interface CallTrial extends Aim {
  readonly failure: FailureFound
  /** Where the call is found again. */
  readonly found: CandidateFound
  readonly user: UserProject
  readonly target: Target
  readonly call: CallSeen
  /** By which a property is tested too; null where none is. */
  readonly variation: Variation | null
}

/** What of it a test can't set, and what to do about that. */
function kept({ user, call }: CallTrial): string[] {
  const held = call.moduleState.filter((its) => settingFor(its, call.values, user) === null)
  const names = held.map(({ name, file }) => `${name} of ${path.relative(user.root, file)}`)
  if (names.length === 0) return []
  return [
    `when it was called, ${names.join(' and ')} had changed, which no test can set from outside: ` +
      'export a function that sets it, or write a test of the request (--request)',
  ]
}

/** Functions that it was given which call back more often than a test says. */
function leftOut({ call: { values } }: CallTrial): string[] {
  const many = values.nodes.flatMap((node) =>
    node.kind === 'function' && node.given.some(({ back }) => back === null) ? node.name : [],
  )
  if (many.length === 0) return []
  return [`${many.join(' and ')} called what it was given more than ${MOST_GIVEN} times, which a test leaves out`]
}

/** Of a call that gave what it should. */
export type ResultTrial = Pick<CallTrial, 'user' | 'target' | 'call' | 'policy' | 'variation'>

/** `property` is null where none was asked for. */
export type TriedCall = Tried & { readonly property: WrittenProperty | null }

/** What the tests of a call are made of. */
interface Material
  extends
    Pick<TestPlan, 'target' | 'call' | 'isLate' | 'constructions' | 'protocols' | 'earlier' | 'makers'>,
    Pick<PropertyTrial, 'places'> {}

export function tryCallResult(project: Project, trial: ResultTrial): Promise<TriedCall> {
  const { target, call } = trial
  return tryParts(
    (isOwn) => excerptFor(project.recording, call, null, isOwn),
    (excerpt) =>
      withProperty(project.recording, trial, excerpt, ({ places, andThen }) =>
        tryWritingResult<Material>(project, {
          ...trial,
          excerpt,
          its: (rewrite) => ({
            target,
            call: callWith(call, target.parameters, rewrite),
            constructions: constructedIn([call], trial.user, rewrite),
            protocols: protocolsIn(excerpt),
            places: places(rewrite),
          }),
          write: writeTest,
          andThen,
        }),
      ),
  )
}

/** The call by itself; where that will not do, after those before it that it takes. */
export async function tryCall(project: Project, trial: CallTrial): Promise<TriedCall> {
  const alone = await tryParts(
    (isOwn) => excerptFor(project.recording, trial.call, trial.failure, isOwn),
    (excerpt) => tryFailing(project, trial, excerpt),
  )
  // What else is answered is tried of a call by itself.
  if (alone.kind === 'written' || trial.variation) return alone
  const { written, count } = await tryAfterCalls(project, trial, waysOf(trial))
  if (written) return { ...written, property: null }
  const why = [
    alone.why,
    ...(count === 0 ? [] : [`nor after ${count === 1 ? 'the call' : `the ${count} calls`} before it`]),
  ]
  return { ...alone, why: [why.join(', '), ...kept(trial), ...leftOut(trial)].join('; ') }
}

function tryFailing(project: Project, trial: CallTrial, excerpt: Excerpted): Promise<TriedCall> {
  const { target, call } = trial
  return withProperty(project.recording, trial, excerpt, async ({ places, andThen }) => {
    let first: Tried | undefined
    for (const isLate of waysOf(trial)) {
      const tried = await tryWriting<Material>(project, {
        ...trial,
        excerpt,
        its: (rewrite) => ({
          target,
          call: callWith(call, target.parameters, rewrite),
          constructions: constructedIn([call], trial.user, rewrite),
          isLate,
          protocols: protocolsIn(excerpt),
          places: places(rewrite),
        }),
        write: writeTest,
        difference: (outcome, { failure }) => differenceIn(outcome, failure),
        andThen,
      })
      if (tried.kind === 'written') return tried
      first ??= tried
    }
    return first as Tried
  })
}

function protocolsIn({ fixture: { exchanges } }: Excerpted): ReadonlySet<string> {
  return new Set(exchanges.map(({ exchange }) => exchange.protocol))
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

/** What the test of a call has to do with a property beside it. */
interface Beside {
  readonly places: (rewrite: Rewrite) => Places
  readonly andThen: (plan: TestPlan & Pick<PropertyTrial, 'places'>, written: Written, fixture: Hidden) => Promise<void>
}

/** @throws RetraceError `FAST_CHECK_MISSING`, `PROPERTY_UNPROVED` */
async function withProperty(
  { manifest }: Recording,
  { user, variation }: Pick<CallTrial, 'user' | 'variation'>,
  { fixture: { exchanges } }: Excerpted,
  tryTest: (beside: Beside) => Promise<Tried>,
): Promise<TriedCall> {
  if (variation && !user.has('fast-check')) throw new RetraceError('FAST_CHECK_MISSING', { where: user.root })
  const own = answersIn(exchanges.map(({ exchange }) => exchange))
  const places = variation?.of(own) ?? { varied: [], still: [] }
  if (variation && places.varied.length === 0)
    return { kind: 'rejected', why: variation.whyNone(own, places.still), property: null }
  let property: WrittenProperty | null = null
  const tried = await tryTest({
    places: (rewrite) => placesWith(places, rewrite),
    andThen: async (plan, written, fixture) => {
      if (!variation) return
      property = await tryProperty({ plan, places: plan.places, written, fixture, zone: manifest.timeZone })
    },
  })
  return { ...tried, property }
}
