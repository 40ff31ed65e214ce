/** Tries tests of a request: of that on which a program failed, or one that it answered as it should. */
import {
  type Excerpt,
  type Excerpted,
  excerptOf,
  requestsServed,
  type ServedRequest,
  type Start,
} from '@retrace/core/recordings'
import type { Failure, RequestSeen } from './observation.ts'
import type { Project } from './observe/debuggee.ts'
import { type ListenSeen, servingOf } from './observe/servers.ts'
import type { Framework } from './project/framework.ts'
import type { UserProject } from './project/project.ts'
import { UserProjects } from './project/projects.ts'
import { type Served, servedOf } from './project/served.ts'
import { differenceFrom, whyNotFailed } from './prove/compare.ts'
import type { Outcome } from './prove/outcome.ts'
import type { Tried } from './prove/tried.ts'
import { requestWith } from './redact.ts'
import { tryParts } from './try-parts.ts'
import { type Aim, tryWriting, tryWritingResult } from './try-writing.ts'
import { writeRequestTest } from './write/request.ts'

export interface RequestTrial extends Aim {
  /** Where the user says it. */
  readonly framework: Framework | null
}

/** A server, and what the fixture has of how the program started. */
interface Way {
  readonly user: UserProject
  readonly served: Served
  readonly start: Start
}

/** Of a request that was answered as it should. */
export interface AnsweredTrial extends Pick<RequestTrial, 'policy' | 'framework'> {
  /** `GET /orders/7` */
  readonly wanted: string
}

export type TriedRequest = Tried & { readonly request: RequestSeen }

/** One test after another, until one is proved; null where no request was under way. */
export async function tryRequest(project: Project, trial: RequestTrial): Promise<TriedRequest | null> {
  const requests = await requestsServed(project.recording.folder)
  const request = trial.failure.request ?? requests.findLast((it) => isUnderWay(it, trial.failure)) ?? null
  if (!request) return null
  const { asked, answered } = request
  const range = { from: asked, to: Math.max(trial.failure.event, answered ?? 0) }
  return tryWays(project, { requests, request, range }, trial.framework, (user, served, excerpt) =>
    tryWriting(project, {
      ...trial,
      user,
      excerpt,
      its: (rewrite) => ({ served, request: requestWith(request, rewrite) }),
      write: writeRequestTest,
      difference: (outcome, plan) => differenceIn(outcome, plan.request, plan.failure),
    }),
  )
}

/** So, of a request that was answered; null where there was none such. */
export async function tryAnswered(project: Project, trial: AnsweredTrial): Promise<TriedRequest | null> {
  const requests = await requestsServed(project.recording.folder)
  const request = requests.find(
    ({ method, target, status }) => status !== null && `${method} ${target}` === trial.wanted,
  )
  if (!request) return null
  const range = { from: request.asked, to: request.ended ?? Infinity }
  return tryWays(project, { requests, request, range }, trial.framework, (user, served, excerpt) =>
    tryWritingResult(project, {
      ...trial,
      user,
      excerpt,
      its: (rewrite) => ({ served, request: requestWith(request, rewrite) }),
      write: writeRequestTest,
    }),
  )
}

interface Subject {
  /** All of the recording. */
  readonly requests: readonly ServedRequest[]
  readonly request: RequestSeen
  readonly range: Pick<Excerpt, 'from' | 'to'>
}

type TryWay = (user: UserProject, served: Served, excerpt: Excerpted) => Promise<Tried>

async function tryWays(
  project: Project,
  { requests, request, range }: Subject,
  framework: Framework | null,
  tryWay: TryWay,
): Promise<TriedRequest> {
  const { came = [] } = requests.find(({ asked }) => asked === request.asked) ?? {}
  const { listens, part } = await servingOf(project, came)
  if (listens.length === 0)
    return { kind: 'rejected', why: 'nothing in the source of the project calls listen', request }
  let last: Tried | undefined
  const [{ asked } = request] = requests
  for (const { user, served, start } of waysOf(new UserProjects(framework), listens, asked)) {
    const excerptFor = (isOwn: boolean): Promise<Excerpted> =>
      excerptOf(project.recording.folder, { ...range, start, part: isOwn ? part : null })
    last = await tryParts(excerptFor, (excerpt) => tryWay(user, served, excerpt))
    if (last.kind === 'written') break
  }
  return { ...(last as Tried), request }
}

function isUnderWay({ asked, answered }: RequestSeen, { event }: Failure): boolean {
  return asked < event && (answered === null || answered >= event)
}

/** @param until - the event with which the first request came */
function waysOf(users: UserProjects, listens: readonly ListenSeen[], until: number): Way[] {
  const found = new Map<string, Served>()
  for (const its of listens.flatMap(({ file, start }) => servedOf(users.of(file), file, start)))
    found.set(`${its.file} ${its.member}`, its)
  return [...found.values()].flatMap((served): Way[] => {
    // What listens may be of another package than what it serves.
    const user = users.of(served.file)
    const whole = { user, served, start: { until, isAsked: true } }
    return served.isHandler ? [{ user, served, start: { until, isAsked: false } }, whole] : [whole]
  })
}

function differenceIn(outcome: Outcome, { status }: RequestSeen, { error, at }: Failure): string | null {
  if (status === null && error) return differenceFrom(error, at, outcome)
  if (outcome.kind !== 'failed') return whyNotFailed(outcome)
  const { message } = outcome.error
  const isSame =
    status === null
      ? /\btimed out|timeout\b/i.test(message)
      : /less ?than/i.test(message) && new RegExp(`\\b${status}\\b`).test(message)
  return isSame ? null : `it fails with ${outcome.error.name}: ${message}`
}
