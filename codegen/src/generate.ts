/** Writes a regression test out of a recording: the failure, the place to test, the test, the proof. */
import type { WritePolicy } from '@retrace/core/recordings'
import { generateResult } from './generate-result.ts'
import type { CallSeen, Candidate } from './observation.ts'
import { callsOf } from './observe/calls.ts'
import { candidatesOf, type FunctionOnWay, functionsOn } from './observe/candidates.ts'
import { type Choice, chooseFailure } from './observe/choose.ts'
import type { Project } from './observe/debuggee.ts'
import { type FailureFound, failuresOf } from './observe/failures.ts'
import { isCalled } from './observe/function-names.ts'
import type { Framework } from './project/framework.ts'
import { minifiedNote } from './project/minified.ts'
import type { UserProject } from './project/project.ts'
import { UserProjects } from './project/projects.ts'
import type { Target } from './project/target.ts'
import type { WrittenProperty } from './property/try-property.ts'
import { type PropertyOptions, Variation } from './property/variation.ts'
import type { Written } from './prove/tried.ts'
import { failureElsewhere, nameOf, noPlaceToTest, noSuchFunction, whyNoFunction } from './refusals.ts'
import { tryCall } from './try-call.ts'
import { tryProgram } from './try-program.ts'
import { tryRequest } from './try-request.ts'
import type { Assertion } from './write/plan.ts'
import { labelOf } from './write/request.ts'

export interface GenerateOptions extends Choice {
  /** The function to test: its name, or `Class.method`. */
  readonly function?: string | undefined
  readonly framework?: Framework | undefined
  readonly assertion?: Assertion | undefined
  /** What else is secret, and what must not be written. */
  readonly policy?: WritePolicy | undefined
  /** Has a property tested too, of what else the function might be answered. */
  readonly property?: PropertyOptions | undefined
}

/** A function that a test might call, and the call of it that led to the failure. */
export interface Option {
  /** The project that it belongs to: a repository may have several. */
  readonly user: UserProject
  readonly candidate: Pick<FunctionOnWay, 'name' | 'place' | 'at'>
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

export interface Generated extends Written {
  /** Null where nothing failed: the test is of what came out of it. */
  readonly failure: FailureFound | null
  /** Null where the test calls none. */
  readonly function: string | null
  readonly level: Level
  /** What was tried before, and why it would not do. */
  readonly rejected: readonly Rejected[]
  /** What would make a better test. */
  readonly advice: string | null
  /** Null where none was asked for. */
  readonly property: WrittenProperty | null
}

/** What a test calls: a function, the program's own server, or the whole program. */
export type Level = 'function' | 'request' | 'program'

export interface Rejected {
  readonly name: string
  readonly why: string
}

/** What levels have in common. */
interface Search {
  readonly project: Project
  readonly failure: FailureFound
  readonly wanted: GenerateOptions
  readonly assertion: Assertion
  readonly policy: WritePolicy
  readonly variation: Variation | null
  /** Grows by what will not do. */
  readonly rejected: Rejected[]
}

type Found = Written & Pick<Generated, 'function' | 'level' | 'property'>

/**
 * The functions that a test of a failure may call, with their arguments.
 *
 * @throws RetraceError `NO_FAILURE`, `NOT_SAME_AGAIN`, `FAILURE_ELSEWHERE`, `NO_TEST_FRAMEWORK`, `TWO_TEST_FRAMEWORKS`
 */
export async function optionsOf(project: Project, wanted: GenerateOptions): Promise<Options> {
  const failure = await failureFor(project, wanted)
  const found = await functionsOf(project, failure, wanted)
  if (!found) throw failureElsewhere(project.recording.folder, failure)
  return found
}

/**
 * Writes the test of the innermost function for which it can be proved, beside the project's own tests; where there is
 * none, that of the request on which the program failed, and else that of the whole program. Where nothing failed, that of what
 * is wanted: of what it gave.
 *
 * @throws RetraceError `NO_FAILURE`, `NOTHING_CHOSEN`, `NOT_CALLED`, `NOT_SAME_AGAIN`, `NO_PLACE_TO_TEST`,
 *   `NO_SUCH_FUNCTION`, `NO_TEST_FRAMEWORK`, `TWO_TEST_FRAMEWORKS`, `RUNNER_PACKAGE_MISSING`, `TEST_EDITED`,
 *   `TEST_UNREADABLE`, `TEST_UNWRITABLE`, `TEST_LEFT_OUT`; with a property also `FAST_CHECK_MISSING`, `PROPERTY_UNPROVED`
 */
export async function generate(project: Project, wanted: GenerateOptions): Promise<Generated> {
  const failures = wanted.assertion === 'result' ? [] : await failuresOf(project)
  const variation = await variationFor(project, wanted)
  if (isHealthy(failures, wanted)) return generateResult(project, wanted, variation)
  const failure = chooseFailure(failures, wanted, project.recording.folder)
  const rejected: Rejected[] = []
  const { assertion = 'no-crash', policy = { redact: [], forbid: [] } } = wanted
  const search: Search = { project, failure, wanted, assertion, policy, variation, rejected }
  for (const level of levelsFor(wanted)) {
    const found = await level(search)
    if (found) return { ...found, failure, rejected, advice: minifiedNote(failure.at) }
  }
  throw noPlaceToTest(failure, rejected, wanted)
}

/** Whether nothing failed, or nothing that is asked for as a failure. */
function isHealthy(failures: readonly FailureFound[], { error, at, event }: GenerateOptions): boolean {
  const isFailure = [error, at, event].some((it) => it !== undefined)
  return !isFailure && failures.every(({ kind }) => kind === 'caught')
}

function levelsFor({
  function: name,
  request,
  property,
}: GenerateOptions): ((search: Search) => Promise<Found | null>)[] {
  if (name !== undefined || property) return [byFunction]
  return request === undefined ? [byFunction, byRequest, byProgram] : [byRequest]
}

async function byFunction(search: Search): Promise<Found | null> {
  const { project, failure, wanted, assertion, policy, variation, rejected } = search
  const { options } = (await functionsOf(project, failure, wanted)) ?? { options: [] }
  if (options.length === 0) rejected.push({ name: 'a function', why: whyNoFunction(failure) })
  const asked = options.filter((option) => wanted.function === undefined || isCalled(wanted.function, nameOf(option)))
  if (options.length > 0 && asked.length === 0) throw noSuchFunction(wanted.function as string, failure, options)
  for (const { user, candidate, call, target, why } of asked) {
    const name = nameOf({ candidate, target })
    if (target === null || call === null) {
      rejected.push({ name, why: why ?? '' })
      continue
    }
    const tried = await tryCall(project, { user, target, call, failure, assertion, policy, variation })
    if (tried.kind === 'written') return { ...tried, function: name, level: 'function' }
    rejected.push({ name, why: tried.why })
  }
  return null
}

async function byRequest({ project, failure, wanted, assertion, policy, rejected }: Search): Promise<Found | null> {
  const { framework = null } = wanted
  const tried = await tryRequest(project, { failure, assertion, policy, framework })
  if (tried?.kind === 'written') return { ...tried, function: null, level: 'request', property: null }
  if (tried) rejected.push({ name: labelOf(tried.request), why: tried.why })
  return null
}

async function byProgram({ project, failure, wanted, assertion, policy, rejected }: Search): Promise<Found | null> {
  const { framework = null } = wanted
  const tried = await tryProgram(project, { failure, assertion, policy, framework })
  if (tried.kind === 'written') return { ...tried, function: null, level: 'program', property: null }
  rejected.push({ name: 'the program', why: tried.why })
  return null
}

async function variationFor({ recording }: Project, { property }: GenerateOptions): Promise<Variation | null> {
  return property ? Variation.in(recording, property) : null
}

async function failureFor(project: Project, wanted: GenerateOptions): Promise<FailureFound> {
  return chooseFailure(await failuresOf(project), wanted, project.recording.folder)
}

/** Null where no function of the project led to the failure. */
async function functionsOf(project: Project, failure: FailureFound, wanted: GenerateOptions): Promise<Options | null> {
  const functions = functionsOn(failure)
  if (functions.length === 0) return null
  const users = new UserProjects(wanted.framework ?? null)
  const found = functions.map((its) => {
    const user = users.of(its.place.file)
    return { user, function: its, ...user.target(its.place, its.name) }
  })
  const candidates = await candidatesOf(
    project,
    failure,
    found.filter(({ kind }) => kind === 'target').map((it) => it.function),
  )
  const calls = await callsOf(project, failure, candidates)
  const options = found.flatMap((it): Option[] => {
    const { user } = it
    if (it.kind === 'none') return [{ user, candidate: it.function, call: null, target: null, why: it.why }]
    return candidates
      .filter(({ number }) => number === it.function.number)
      .map((candidate) => {
        const call = calls.find(({ candidate: its }) => isSame(its, candidate)) ?? null
        const why = call ? null : 'its call did not come again in a replay'
        return { user, candidate, call, target: it.target, why }
      })
  })
  return { failure, options: options.toSorted((a, b) => a.candidate.at - b.candidate.at) }
}

function isSame(a: Candidate, b: Candidate): boolean {
  return (
    a.call === b.call &&
    a.place.file === b.place.file &&
    a.place.line === b.place.line &&
    a.place.column === b.place.column
  )
}
