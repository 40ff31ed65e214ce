/** Writes a test out of a healthy recording: what a function or the program's own server gave, it is to give again. */
import { RetraceError } from '@retrace/core'
import { howCut } from '@retrace/core/recordings'
import type { GenerateOptions, Generated, Rejected } from './generate.ts'
import { callsOf } from './observe/calls.ts'
import type { Project } from './observe/debuggee.ts'
import { functionsNamed } from './observe/named.ts'
import { UserProjects } from './project/projects.ts'
import type { Variation } from './property/variation.ts'
import { noPlace } from './refusals.ts'
import { tryCallResult } from './try-call.ts'
import { tryAnswered } from './try-request.ts'
import { labelOf } from './write/request.ts'

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

async function ofFunction(
  project: Project,
  name: string,
  wanted: GenerateOptions,
  variation: Variation | null,
): Promise<Generated> {
  const candidates = await functionsNamed(project, name)
  const calls = await callsOf(project, null, candidates)
  const [first] = calls
  if (!first) throw new RetraceError('NOT_CALLED', { name, what: project.recording.folder })
  const users = new UserProjects(wanted.framework ?? null)
  const rejected: Rejected[] = []
  for (const call of calls) {
    const user = users.of(call.candidate.place.file)
    const found = user.target(call.candidate.place, call.candidate.name)
    if (found.kind === 'none') {
      rejected.push({ name, why: found.why })
      continue
    }
    const { target } = found
    const tried = await tryCallResult(project, { user, target, call, policy: policyOf(wanted), variation })
    if (tried.kind === 'written')
      return { ...tried, function: target.label, level: 'function', failure: null, advice: null, rejected }
    rejected.push({ name: target.label, why: tried.why })
  }
  throw noPlace(name, rejected, NEXT)
}

async function ofRequest(project: Project, request: string, wanted: GenerateOptions): Promise<Generated> {
  const { framework = null } = wanted
  const tried = await tryAnswered(project, { wanted: request, policy: policyOf(wanted), framework })
  if (!tried) throw new RetraceError('NOT_CALLED', { name: request, what: project.recording.folder })
  if (tried.kind === 'written')
    return { ...tried, function: null, level: 'request', failure: null, advice: null, property: null, rejected: [] }
  throw noPlace(request, [{ name: labelOf(tried.request), why: tried.why }], NEXT)
}

const NEXT = 'Mend what is in the way, or choose another function or request.'

function policyOf({ policy = { redact: [], forbid: [] } }: GenerateOptions): NonNullable<GenerateOptions['policy']> {
  return policy
}
