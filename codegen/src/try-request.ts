/** Tries tests of the request on which a program failed. */
import path from 'node:path'
import { excerptOf, requestsServed, type Start, type WritePolicy } from '@retrace/core/recordings'
import type { Failure, RequestSeen } from './observation.ts'
import type { Project } from './observe/debuggee.ts'
import { type ListenSeen, listensOf } from './observe/servers.ts'
import type { Framework } from './project/framework.ts'
import { UserProject } from './project/project.ts'
import { type Served, servedOf } from './project/served.ts'
import { differenceFrom } from './prove/compare.ts'
import type { Outcome } from './prove/outcome.ts'
import { type Tried, tryTest } from './prove/try-test.ts'
import { failureWith, requestWith, variablesWith, withoutSecrets } from './redact.ts'
import { inZone } from './write/environment.ts'
import type { Assertion } from './write/plan.ts'
import { writeRequestTest } from './write/request.ts'

export interface RequestTrial {
  readonly request: RequestSeen
  readonly failure: Failure
  readonly assertion: Assertion
  /** What else is secret, and what must not be written. */
  readonly policy: WritePolicy
  /** Where the user says it. */
  readonly framework: Framework | null
}

/** The request on which a program failed, or in whose time; null where there is none. */
export async function requestOf({ recording }: Project, failure: Failure): Promise<RequestSeen | null> {
  if (failure.request) return failure.request
  const requests = await requestsServed(recording.folder)
  const isUnderWay = ({ asked, answered }: RequestSeen): boolean =>
    asked < failure.event && (answered === null || answered >= failure.event)
  return requests.findLast(isUnderWay) ?? null
}

/** A server, and what the fixture has of how the program started. */
interface Way {
  readonly served: Served
  readonly start: Start
}

/** One test after another, until one is proved. */
export async function tryRequest(project: Project, trial: RequestTrial): Promise<Tried> {
  const listens = await listensOf(project)
  const [first] = listens
  if (!first) return { kind: 'rejected', why: 'nothing in the source of the project calls listen' }
  const user = new UserProject(first.file, trial.framework)
  let last: Tried | undefined
  const [{ asked } = trial.request] = await requestsServed(project.recording.folder)
  for (const way of waysOf(user, listens, asked)) {
    last = await tryWay(project, user, trial, way)
    if (last.kind === 'written') break
  }
  return last as Tried
}

/** @param until - the event with which the first request came */
function waysOf(user: UserProject, listens: readonly ListenSeen[], until: number): Way[] {
  const found = new Map<string, Served>()
  for (const its of listens.flatMap(({ file, start }) => servedOf(user, file, start)))
    found.set(`${its.file} ${its.member}`, its)
  return [...found.values()].flatMap((served): Way[] => {
    const whole = { served, start: { until, isAsked: true } }
    return served.isHandler ? [{ served, start: { until, isAsked: false } }, whole] : [whole]
  })
}

async function tryWay(
  project: Project,
  user: UserProject,
  trial: RequestTrial,
  { served, start }: Way,
): Promise<Tried> {
  const { assertion, policy } = trial
  const { manifest, folder } = project.recording
  const { asked, answered } = trial.request
  const to = Math.max(trial.failure.event, answered ?? 0)
  const excerpt = await excerptOf(folder, { test: '', from: asked, to, start })
  const { fixture, its, hidden } = withoutSecrets(excerpt, policy, (rewrite) => ({
    request: requestWith(trial.request, rewrite),
    failure: failureWith(trial.failure, rewrite),
    environment: variablesWith(excerpt.environment, rewrite),
  }))
  const { request, failure } = its
  const recording = { id: path.basename(folder), began: manifest.start }
  const plan = { project: user, served, assertion, recording, ...its }
  return tryTest({
    user,
    assertion,
    fixture,
    policy,
    hidden,
    zone: manifest.timeZone,
    write: (isPinned, zone) => writeRequestTest(inZone(plan, zone), isPinned),
    whyOther: (outcome) => differenceIn(outcome, request, failure),
  })
}

function differenceIn(outcome: Outcome, { status }: RequestSeen, { error, at }: Failure): string | null {
  if (status === null && error) return differenceFrom(error, at, outcome)
  if (outcome.kind !== 'failed')
    return outcome.kind === 'passed' ? 'the test passes' : `the test did not run: ${outcome.why}`
  const { message } = outcome.error
  const isSame =
    status === null
      ? /\btimed out|timeout\b/i.test(message)
      : /less ?than/i.test(message) && new RegExp(`\\b${status}\\b`).test(message)
  return isSame ? null : `it fails with ${outcome.error.name}: ${message}`
}
