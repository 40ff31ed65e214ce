/** Writes a test out of a healthy recording: what a function or the program's own server gave, it is to give again. */
import { RetraceError } from '@retrace/core'
import { howCut } from '@retrace/core/recordings'
import type { GenerateOptions, Generated, Rejected } from './generate.ts'
import { withoutQuery } from './observe/asked-for.ts'
import { callsOf } from './observe/calls.ts'
import type { Project } from './observe/debuggee.ts'
import type { FailureFound } from './observe/failures.ts'
import { isCalled } from './observe/function-names.ts'
import { functionsNamed } from './observe/named.ts'
import { functionsOf, type Option } from './options.ts'
import { UserProjects } from './project/projects.ts'
import type { Variation } from './property/variation.ts'
import { failureElsewhere, nameOf, noPlace, noSuchFunction } from './refusals.ts'
import { tryCallResult } from './try-call.ts'
import { tryAnswered } from './try-request.ts'

/**
 * Writes it for the function or the request that is wanted, of its first call.
 *
 * @throws RetraceError `NOTHING_CHOSEN`, `NOT_CALLED`, `NO_PLACE_TO_TEST`, `NO_TEST_FRAMEWORK`, `TWO_TEST_FRAMEWORKS`,
 *   `RUNNER_PACKAGE_MISSING`, `TEST_EDITED`; with a property also `FAST_CHECK_MISSING`, `PROPERTY_UNPROVED`
 */
export async function generateResult(
  project: Project,
  wanted: GenerateOptions,
  variation: Variation | null,
): Promise<Generated> {
  const { function: name, request } = wanted
  if (name !== undefined) return ofFunction(project, name, wanted, variation)
  if (request !== undefined && variation)
    throw noPlace(request, [{ name: request, why: 'only functions have properties: choose one with --function' }], NEXT)
  if (request !== undefined) return ofRequest(project, request, wanted)
  const { folder, manifest } = project.recording
  const until = manifest.complete ? '' : ` up to where it was cut off (${howCut(manifest)})`
  throw new RetraceError('NOTHING_CHOSEN', { what: folder, until })
}

/**
 * Writes it for the call in which an error was swallowed: of the function that is wanted, else of the innermost that gave
 * something.
 *
 * @throws RetraceError as `generateResult`, and `FAILURE_ELSEWHERE`, `NO_SUCH_FUNCTION`
 */
export async function generateCaught(
  project: Project,
  failure: FailureFound,
  wanted: GenerateOptions,
  variation: Variation | null,
): Promise<Generated> {
  const { function: name } = wanted
  const found = await functionsOf(project, failure, wanted.framework ?? null, 'end')
  if (!found) throw failureElsewhere(project.recording.folder, failure)
  const asked = found.options.filter((option) => name === undefined || isCalled(name, nameOf(option)))
  if (asked.length === 0) throw noSuchFunction(name as string, failure, found.options)
  return firstProved(project, name ?? 'the call that swallowed it', asked, wanted, variation)
}

async function ofFunction(
  project: Project,
  name: string,
  wanted: GenerateOptions,
  variation: Variation | null,
): Promise<Generated> {
  const candidates = await functionsNamed(project, name)
  const users = new UserProjects(wanted.framework ?? null)
  const calls = await callsOf(project, null, candidates, users.hasClass)
  const [first] = calls
  if (!first) throw new RetraceError('NOT_CALLED', { name, what: project.recording.folder })
  const options = calls.map((call): Option => {
    const { candidate } = call
    const user = users.of(candidate.place.file)
    const found = user.target(candidate.place, candidate.name)
    return found.kind === 'none'
      ? { user, candidate, found: null, call, target: null, why: found.why }
      : { user, candidate, found: null, call, target: found.target, why: null }
  })
  return firstProved(project, name, options, wanted, variation)
}

/** @param what - for messages */
async function firstProved(
  project: Project,
  what: string,
  options: readonly Option[],
  wanted: GenerateOptions,
  variation: Variation | null,
): Promise<Generated> {
  const rejected: Rejected[] = []
  for (const { user, candidate, call, target, why } of options) {
    const name = nameOf({ candidate, target })
    if (target === null || call === null) {
      rejected.push({ name, why: why ?? '' })
      continue
    }
    const tried = await tryCallResult(project, { user, target, call, policy: policyOf(wanted), variation })
    if (tried.kind === 'written') return { ...tried, ...HEALTHY, function: name, level: 'function', rejected }
    rejected.push({ name, why: tried.why })
  }
  throw noPlace(what, rejected, NEXT)
}

async function ofRequest(project: Project, request: string, wanted: GenerateOptions): Promise<Generated> {
  const { framework = null } = wanted
  const tried = await tryAnswered(project, { wanted: request, policy: policyOf(wanted), framework })
  if (!tried) throw new RetraceError('NOT_CALLED', { name: request, what: project.recording.folder })
  if (tried.kind === 'written')
    return { ...tried, ...HEALTHY, function: null, level: 'request', property: null, rejected: [] }
  throw noPlace(request, [{ name: withoutQuery(tried.request), why: tried.why }], NEXT)
}

/** It is of no failure. */
const HEALTHY = { failure: null, cause: null, advice: null } as const

const NEXT = 'Mend what is in the way, or choose another function or request.'

function policyOf({ policy = { redact: [], forbid: [] } }: GenerateOptions): NonNullable<GenerateOptions['policy']> {
  return policy
}
