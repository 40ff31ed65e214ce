/** The functions on the way to a failure, as far as a test can call them. */
import type { CallSeen, Candidate } from './observation.ts'
import { callsOf } from './observe/calls.ts'
import { type CandidateFound, candidatesOf, type FunctionOnWay, functionsOn } from './observe/candidates.ts'
import type { Project } from './observe/debuggee.ts'
import type { FailureFound } from './observe/failures.ts'
import type { Framework } from './project/framework.ts'
import type { UserProject } from './project/project.ts'
import { UserProjects } from './project/projects.ts'
import type { Target } from './project/target.ts'

/** A function that a test might call, and the call of it that led to the failure. */
export interface Option {
  /** The project that it belongs to: a repository may have several. */
  readonly user: UserProject
  readonly candidate: Pick<FunctionOnWay, 'name' | 'place'>
  /** The same, where the call of it is known. */
  readonly found: CandidateFound | null
  /** Null where no test can call it. */
  readonly call: CallSeen | null
  readonly target: Target | null
  /** Why no test can call it; null where one can. */
  readonly why: string | null
}

export interface Options {
  readonly failure: FailureFound
  /** From the failure outward. */
  readonly options: readonly Option[]
}

/**
 * Null where no function of the project led to the failure.
 *
 * @param until - up to where their calls are looked at: one that swallows an error goes on to its own end
 */
export async function functionsOf(
  project: Project,
  failure: FailureFound,
  framework: Framework | null,
  until: 'failure' | 'end' = 'failure',
): Promise<Options | null> {
  const functions = functionsOn(failure)
  if (functions.length === 0) return null
  const users = new UserProjects(framework)
  const found = functions.map((its) => {
    const user = users.of(its.place.file)
    return { user, function: its, ...user.target(its.place, its.name) }
  })
  const candidates = await candidatesOf(
    project,
    failure,
    found.filter(({ kind }) => kind === 'target').map((it) => it.function),
  )
  const calls = await callsUntil(until, project, failure, candidates, users)
  const options = found.flatMap((it): (Option & { readonly candidate: Pick<FunctionOnWay, 'at'> })[] => {
    const { user } = it
    if (it.kind === 'none')
      return [{ user, candidate: it.function, found: null, call: null, target: null, why: it.why }]
    return candidates
      .filter(({ number }) => number === it.function.number)
      .map((candidate) => {
        const call = calls.find(({ candidate: its }) => isSame(its, candidate)) ?? null
        const why = call ? null : 'its call did not come again in a replay'
        return { user, candidate, found: candidate, call, target: it.target, why }
      })
  })
  return { failure, options: options.toSorted((a, b) => a.candidate.at - b.candidate.at) }
}

function callsUntil(
  until: 'failure' | 'end',
  project: Project,
  failure: FailureFound,
  candidates: readonly CandidateFound[],
  users: UserProjects,
): Promise<CallSeen[]> {
  if (until === 'failure') return callsOf(project, failure, candidates, users.hasClass)
  // What its parameters threw it has not caught; and nothing stops at what is thrown.
  const its = candidates.filter(({ failsBefore }) => !failsBefore).map((it) => ({ ...it, failsAtOnce: false }))
  return its.length === 0 ? Promise.resolve([]) : callsOf(project, null, its, users.hasClass)
}

function isSame(a: Candidate, b: Candidate): boolean {
  return (
    a.call === b.call &&
    a.place.file === b.place.file &&
    a.place.line === b.place.line &&
    a.place.column === b.place.column
  )
}
