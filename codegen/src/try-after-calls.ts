/** Tries a test of a call after calls before it: those that have left something in variables of modules, or in its object. */
import { type Excerpted, excerptOf, type Rewrite } from '@retrace/core/recordings'
import { constructedIn } from './constructed.ts'
import type { CallSeen } from './observation.ts'
import type { CandidateFound } from './observe/candidates.ts'
import type { Project } from './observe/debuggee.ts'
import type { FailureFound } from './observe/failures.ts'
import { excerptFor } from './observe/fixture.ts'
import { historyOf } from './observe/history.ts'
import type { NamedFunction } from './observe/scripts.ts'
import { classesIn, makersOf, mayMake } from './makers.ts'
import { functionAt } from './project/functions.ts'
import { Loaded } from './project/loaded.ts'
import type { UserProject } from './project/project.ts'
import type { Target } from './project/target.ts'
import { differenceIn } from './prove/compare.ts'
import type { Tried } from './prove/tried.ts'
import { callWith } from './redact.ts'
import { type Attempt, type Preceded, together, tryEarlier } from './try-earlier.ts'
import { tryElsewhere } from './try-elsewhere.ts'
import { type Aim, showsFailure, type Trial, tryWriting } from './try-writing.ts'
import type { EarlierCall, InstanceMaker, TestPlan } from './write/plan.ts'
import { writeTest } from './write/test.ts'

export interface AfterTrial extends Aim {
  readonly failure: FailureFound
  readonly user: UserProject
  readonly target: Target
  readonly call: CallSeen
  readonly found: CandidateFound
}

type Material = Pick<TestPlan, 'target' | 'call' | 'isLate' | 'constructions' | 'earlier' | 'makers'>

export interface After {
  readonly written: (Tried & { readonly kind: 'written' }) | null
  /** How many calls there were that it was tried after. */
  readonly count: number
}

/** @param ways - whether the failure may be late */
export async function tryAfterCalls(project: Project, trial: AfterTrial, ways: readonly boolean[]): Promise<After> {
  const { user, target, found, failure } = trial
  // It is nowhere in its code yet.
  if (found.failsBefore) return { written: null, count: 0 }
  const elsewhere = await tryElsewhere(project, trial, async (call) => {
    const excerpt = await excerptFor(project.recording, call, failure)
    return attemptOf(project, trialOf({ ...trial, call }, { excerpt, earlier: [] }, ways[0] === true, []))
  })
  if (elsewhere?.kind === 'written') return { written: elsewhere, count: 0 }
  const keeping = new Set(new Loaded(user, [target.file]).files)
  const classFiles = classesIn(trial.call).flatMap(({ place }) => place?.file ?? [])
  const making = new Set(new Loaded(user, [target.file, ...classFiles]).files)
  const history = await historyOf(project, failure, found, (its) => {
    const { declared, within } = its
    const isKeeping = keeping.has(declared.file) && mayKeep(its)
    const isMaking = making.has(declared.file) && mayMake(functionAt(user.file(declared.file), declared, within.name))
    return (isKeeping || isMaking) && user.target(declared, within.name).kind === 'target'
  })
  if (history === null) return { written: null, count: 0 }
  const { call } = history
  const all = history.before.flatMap((its): EarlierCall[] => {
    const target = user.target(its.candidate.place, its.candidate.name)
    return target.kind === 'target' ? [{ target: target.target, call: its }] : []
  })
  const makers = makersOf(call, all, user)
  const made = makers.flatMap((its) => its.made?.call ?? [])
  const before = all.filter((its) => !made.includes(its.call) && its.target.kind !== 'constructor')
  for (const isLate of ways) {
    const attempt = (preceded: Preceded<EarlierCall>): Attempt =>
      attemptOf(project, trialOf({ ...trial, call }, preceded, isLate, makers))
    const excerptAfter = (kept: readonly EarlierCall[]): Promise<Excerpted> => {
      const calls = [...made.filter(hasPart), ...kept.map((its) => its.call), call].toSorted(byOrder)
      const [{ began }] = calls as [CallSeen]
      const seed = began.random === null ? null : Buffer.from(began.random, 'base64')
      const part = together(calls.map((its) => its.part))
      return excerptOf(project.recording.folder, { from: began.event, to: failure.until, seed, part })
    }
    if (makers.length > 0) {
      const tried = await attempt({ excerpt: await excerptAfter([]), earlier: [] }).try()
      if (tried.kind === 'written') return { written: tried, count: before.length }
    }
    const timeOf = (its: EarlierCall): number => its.call.began.now
    const tried = await tryEarlier({ before, timeOf, time: call.began.now, excerptOf: excerptAfter }, attempt)
    if (tried?.kind === 'written') return { written: tried, count: before.length }
  }
  return { written: null, count: before.length }
}

function attemptOf(project: Project, its: Trial<Material>): Attempt {
  return { try: () => tryWriting(project, its), shows: () => showsFailure(project, its) }
}

/** Whether it uses a variable of its module, or one of its object. */
function mayKeep({ within: { reads, name } }: NamedFunction): boolean {
  return reads.length > 0 || name.includes('.')
}

/** Whether the program asked or drew something in it; of one that took no part in that it doesn't matter when it was. */
function hasPart({ part }: CallSeen): boolean {
  return part === null || part.own.size > 0
}

function byOrder(a: CallSeen, b: CallSeen): number {
  return (a.order as number) - (b.order as number)
}

function trialOf(
  trial: AfterTrial,
  { excerpt, earlier }: Preceded<EarlierCall>,
  isLate: boolean,
  makers: readonly InstanceMaker[],
): Trial<Material> {
  const { target, call, user } = trial
  const calls = [call, ...earlier.map(({ its }) => its.call), ...makers.flatMap((its) => its.made?.call ?? [])]
  const callOf = (its: EarlierCall, rewrite: Rewrite, at: string): EarlierCall => ({
    ...its,
    call: callWith(its.call, its.target.parameters, rewrite, at),
  })
  return {
    ...trial,
    excerpt,
    its: (rewrite) => ({
      target,
      call: callWith(call, target.parameters, rewrite),
      constructions: constructedIn(calls, user, rewrite),
      isLate,
      earlier: earlier.map(({ its, pause }, i) => ({ its: callOf(its, rewrite, `$.earlier[${i}]`), pause })),
      makers: makers.map((its, i) => (its.made ? { ...its, made: callOf(its.made, rewrite, `$.makers[${i}]`) } : its)),
    }),
    write: writeTest,
    difference: (outcome, { failure }) => differenceIn(outcome, failure),
  }
}
