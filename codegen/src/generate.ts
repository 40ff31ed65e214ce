/** Writes a regression test out of a recording: the failure, the place to test, the test, the proof. */
import { RetraceError } from '@retrace/core'
import type { CallSeen } from './observation.ts'
import { callsOf } from './observe/calls.ts'
import { type CandidateFound, candidatesOf } from './observe/candidates.ts'
import { type Choice, chooseFailure } from './observe/choose.ts'
import type { Project } from './observe/debuggee.ts'
import { type FailureFound, failuresOf } from './observe/failures.ts'
import type { Framework } from './project/framework.ts'
import { UserProject } from './project/project.ts'
import type { Target } from './project/target.ts'
import { tryCall, type Written } from './try-call.ts'
import type { Assertion } from './write/plan.ts'

export interface GenerateOptions extends Choice {
  /** The function to test: its name, or `Class.method`. */
  readonly function?: string | undefined
  readonly framework?: Framework | undefined
  readonly assertion?: Assertion | undefined
}

/** A function that a test might call, and the call of it that led to the failure. */
export interface Option {
  readonly candidate: CandidateFound
  readonly call: CallSeen | null
  readonly target: Target | null
  /** Why no test can call it; null where one can. */
  readonly why: string | null
}

export interface Options {
  readonly failure: FailureFound
  readonly user: UserProject
  /** From the failure outward. */
  readonly options: readonly Option[]
}

export interface Generated extends Written {
  readonly failure: FailureFound
  readonly function: string
  readonly level: 'function'
  /** What was tried before, and why it would not do. */
  readonly rejected: readonly Rejected[]
}

export interface Rejected {
  readonly name: string
  readonly why: string
}

/**
 * The functions that a test of a failure may call, with their arguments.
 *
 * @throws RetraceError `NO_FAILURE`, `NOT_SAME_AGAIN`, `FAILURE_ELSEWHERE`, `NO_TEST_FRAMEWORK`, `TWO_TEST_FRAMEWORKS`
 */
export async function optionsOf(project: Project, options: GenerateOptions): Promise<Options> {
  const { folder } = project.recording
  const failure = chooseFailure(await failuresOf(project), options, folder)
  const candidates = await candidatesOf(project, failure)
  const [first] = candidates
  if (first === undefined) throw new RetraceError('FAILURE_ELSEWHERE', { what: folder, why: describe(failure) })
  const user = new UserProject(first.place.file, options.framework ?? null)
  const calls = await callsOf(project, failure, candidates)
  const optionOf = (candidate: CandidateFound): Option => {
    const found = user.target(candidate.place, candidate.name)
    const call = calls.find(({ candidate: its }) => isSame(its, candidate)) ?? null
    if (found.kind === 'none') return { candidate, call, target: null, why: found.why }
    return { candidate, call, target: found.target, why: call ? null : 'its call did not come again in a replay' }
  }
  return { failure, user, options: candidates.map(optionOf) }
}

/**
 * Writes the test of the innermost function for which it can be proved, beside the project's own tests.
 *
 * @throws RetraceError what `optionsOf` throws; `NO_PLACE_TO_TEST`, `RUNNER_PACKAGE_MISSING`, `TEST_EDITED`
 */
export async function generate(project: Project, wanted: GenerateOptions): Promise<Generated> {
  const { failure, user, options } = await optionsOf(project, wanted)
  const rejected: Rejected[] = []
  for (const { candidate, call, target, why } of options) {
    const name = target?.label ?? candidate.name
    if (wanted.function !== undefined && !isCalled(wanted.function, name)) continue
    if (target === null || call === null) {
      rejected.push({ name, why: why ?? '' })
      continue
    }
    const tried = await tryCall(project, { user, target, call, failure, assertion: wanted.assertion ?? 'no-crash' })
    if (tried.kind === 'written') return { ...tried, failure, function: name, level: 'function', rejected }
    rejected.push({ name, why: tried.why })
  }
  throw new RetraceError('NO_PLACE_TO_TEST', {
    what: describe(failure),
    why: rejected.map((it) => `\n  ${it.name === '' ? '(no name)' : it.name}: ${it.why}`).join(''),
  })
}

function isCalled(wanted: string, name: string): boolean {
  return name === wanted || name.endsWith(`.${wanted}`)
}

function isSame(a: CallSeen['candidate'], b: CallSeen['candidate']): boolean {
  return a.place.file === b.place.file && a.place.line === b.place.line && a.place.column === b.place.column
}

function describe({ kind, error, exitCode }: FailureFound): string {
  if (error) return `${error.class}: ${error.message}`
  return kind === 'exit' ? `exit code ${exitCode}` : kind
}
