/** Writes a regression test out of a recording: the failure, the place to test, the test, the proof. */
import type { WritePolicy } from '@retrace/core/recordings'
import { generateCaught, generateResult } from './generate-result.ts'
import type { Cause } from './observation.ts'
import { withoutQuery } from './observe/asked-for.ts'
import { type Choice, type Chosen, chooseFailures, isOneChosen } from './observe/choose.ts'
import type { Project } from './observe/debuggee.ts'
import { changedSince } from './observe/ended.ts'
import { type FailureFound, failuresOf } from './observe/failures.ts'
import { isCalled } from './observe/function-names.ts'
import type { Framework } from './project/framework.ts'
import { minifiedNote } from './project/minified.ts'
import type { WrittenProperty } from './property/try-property.ts'
import { type PropertyOptions, Variation } from './property/variation.ts'
import { type Listed, listed } from './listed.ts'
import { functionsOf } from './options.ts'
import type { Instead, Rejected as Unproved, Written } from './prove/tried.ts'
import { triesFor } from './prove/tries.ts'
import { failureElsewhere, nameOf, noPlaceToTest, noSuchFunction, resultCommand, whyNoFunction } from './refusals.ts'
import { tryCall } from './try-call.ts'
import { tryProgram } from './try-program.ts'
import { tryRequest } from './try-request.ts'
import type { Assertion } from './write/plan.ts'

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

export interface Generated extends Written {
  /** Null where nothing failed: the test is of what came out of it. */
  readonly failure: FailureFound | null
  /** The error that was asked for, where the failure came of it; else null. */
  readonly cause: Cause | null
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
  /** The error by which its test failed in the place of the recorded one. */
  readonly instead?: Instead
}

/** What levels have in common. */
interface Search {
  readonly project: Project
  readonly failure: FailureFound
  /** Whether there is another one that may be meant. */
  readonly isLast: boolean
  readonly wanted: GenerateOptions
  readonly assertion: Assertion
  readonly policy: WritePolicy
  readonly variation: Variation | null
  /** Grows by what will not do. */
  readonly rejected: Rejected[]
}

const USUAL: WritePolicy = { redact: [], forbid: [] }

type Found = Written & Pick<Generated, 'function' | 'level' | 'property'>

/**
 * The functions that a test of a failure may call, with their arguments, of which nothing is secret.
 *
 * @throws RetraceError `NO_FAILURE`, `NOT_SAME_AGAIN`, `FAILURE_ELSEWHERE`, `NO_TEST_FRAMEWORK`, `TWO_TEST_FRAMEWORKS`
 */
export async function optionsOf(project: Project, wanted: GenerateOptions): Promise<Listed> {
  const chosen = chooseFailures(await failuresOf(project), wanted, project.recording.folder)
  for (const { failure } of chosen) {
    const found = await functionsOf(project, failure, wanted.framework ?? null)
    if (found) return listed(project, found, wanted.policy ?? USUAL)
  }
  throw failureElsewhere(project.recording.folder, firstOf(chosen))
}

/**
 * Writes the test of the innermost function for which it can be proved, beside the project's own tests; where there is
 * none, that of the request on which the program failed, and else that of the whole program. Where nothing failed, that of what
 * is wanted: of what it gave.
 *
 * @throws RetraceError `NO_FAILURE`, `NOTHING_CHOSEN`, `NOT_CALLED`, `NOT_SAME_AGAIN`, `NO_PLACE_TO_TEST`,
 *   `NO_SUCH_FUNCTION`, `NO_TEST_FRAMEWORK`, `TWO_TEST_FRAMEWORKS`, `RUNNER_PACKAGE_MISSING`, `TEST_EDITED`,
 *   `TEST_UNREADABLE`, `TEST_UNWRITABLE`, `TEST_LEFT_OUT`, `RUNNER_NOT_STARTED`; with a property also `FAST_CHECK_MISSING`, `PROPERTY_UNPROVED`
 */
export async function generate(project: Project, wanted: GenerateOptions): Promise<Generated> {
  try {
    return await generateIn(project, wanted)
  } finally {
    triesFor(project).end()
  }
}

async function generateIn(project: Project, wanted: GenerateOptions): Promise<Generated> {
  const isOfResult = wanted.assertion === 'result'
  const failures = isOfResult && !isOneChosen(wanted) ? [] : await failuresOf(project)
  const variation = await variationFor(project, wanted)
  if (isHealthy(failures, wanted)) return generateResult(project, wanted, variation)
  const chosen = chooseFailures(failures, wanted, project.recording.folder)
  if (isOfResult) return generateCaught(project, firstOf(chosen), wanted, variation)
  const rejected: Rejected[] = []
  const { assertion = 'no-crash', policy = USUAL } = wanted
  for (const { failure, cause } of chosen) {
    const isLast = failure === chosen.at(-1)?.failure
    const search: Search = { project, failure, isLast, wanted, assertion, policy, variation, rejected }
    for (const level of levelsFor(search)) {
      const found = await level(search)
      if (found) return { ...found, failure, cause, rejected, advice: minifiedNote(failure.at) }
    }
  }
  const failure = firstOf(chosen)
  const command = await calledAround(project, failure, wanted)
  const changed = changedSince(project.recording, project.located)
  throw noPlaceToTest(failure, rejected, wanted, { command, changed })
}

function firstOf([first]: readonly Chosen[]): FailureFound {
  return (first as Chosen).failure
}

/** Whether nothing failed, or nothing that is asked for as a failure; a test that is to be of one can't be of a result. */
function isHealthy(failures: readonly FailureFound[], wanted: GenerateOptions): boolean {
  const { assertion = 'result' } = wanted
  return assertion === 'result' && !isOneChosen(wanted) && failures.every(({ kind }) => kind === 'caught')
}

/** What can be run next, where a handler swallowed the error: a test of what its function gave. */
async function calledAround(project: Project, failure: FailureFound, wanted: GenerateOptions): Promise<string | null> {
  if (failure.kind !== 'caught') return null
  const around = (await functionsOf(project, failure, wanted.framework ?? null, 'end'))?.options ?? []
  const gave = around.find(({ target, call }) => target !== null && call?.outcome?.kind === 'returned')
  return gave ? resultCommand(project.recording.folder, wanted, nameOf(gave)) : null
}

function levelsFor({
  isLast,
  wanted: { function: name, request, property },
}: Search): ((search: Search) => Promise<Found | null>)[] {
  // What was caught and wrapped is what neither a request nor the program fails with.
  if (name !== undefined || property || !isLast) return [byFunction]
  return request === undefined ? [byFunction, byRequest, byProgram] : [byRequest]
}

async function byFunction(search: Search): Promise<Found | null> {
  const { project, failure, isLast, wanted, assertion, policy, variation, rejected } = search
  const { options } = (await functionsOf(project, failure, wanted.framework ?? null)) ?? { options: [] }
  if (options.length === 0) rejected.push({ name: 'a function', why: whyNoFunction(failure) })
  const asked = options.filter((option) => wanted.function === undefined || isCalled(wanted.function, nameOf(option)))
  if (isLast && options.length > 0 && asked.length === 0)
    throw noSuchFunction(wanted.function as string, failure, options)
  for (const { user, candidate, found, call, target, why } of asked) {
    const name = nameOf({ candidate, target })
    if (target === null || call === null || found === null) {
      rejected.push({ name, why: why ?? '' })
      continue
    }
    const tried = await tryCall(project, { user, target, call, found, failure, assertion, policy, variation })
    if (tried.kind === 'written') return { ...tried, function: name, level: 'function' }
    rejected.push(refused(name, tried))
  }
  return null
}

async function byRequest({ project, failure, wanted, assertion, policy, rejected }: Search): Promise<Found | null> {
  const { framework = null } = wanted
  const tried = await tryRequest(project, { failure, assertion, policy, framework })
  if (tried?.kind === 'written') return { ...tried, function: null, level: 'request', property: null }
  if (tried) rejected.push(refused(withoutQuery(tried.request), tried))
  return null
}

async function byProgram({ project, failure, wanted, assertion, policy, rejected }: Search): Promise<Found | null> {
  const { framework = null } = wanted
  const tried = await tryProgram(project, { failure, assertion, policy, framework })
  if (tried.kind === 'written') return { ...tried, function: null, level: 'program', property: null }
  rejected.push(refused('the program', tried))
  return null
}

function refused(name: string, { why, instead }: Unproved): Rejected {
  return { name, why, ...(instead ? { instead } : {}) }
}

async function variationFor({ recording }: Project, { property }: GenerateOptions): Promise<Variation | null> {
  return property ? Variation.in(recording, property) : null
}
