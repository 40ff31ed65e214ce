/** Tries tests of a request: of that on which a program failed, or one that it answered as it should. */
import {
  type Excerpt,
  type Excerpted,
  excerptOf,
  type Part,
  requestsServed,
  type Rewrite,
  type ServedRequest,
  type Start,
} from '@retrace/core/recordings'
import type { Failure, RequestSeen } from './observation.ts'
import { isAskedFor } from './observe/asked-for.ts'
import type { Project } from './observe/debuggee.ts'
import { type ListenSeen, servingOf } from './observe/servers.ts'
import type { Framework } from './project/framework.ts'
import type { UserProject } from './project/project.ts'
import { UserProjects } from './project/projects.ts'
import { type Served, servedOf } from './project/served.ts'
import { differenceOfRequest } from './prove/compare-request.ts'
import { MOST } from './prove/fewest.ts'
import type { Outcome } from './prove/outcome.ts'
import type { Rejected, Tried } from './prove/tried.ts'
import { requestWith } from './redact.ts'
import { type Attempt, type Preceded, together, tryEarlier } from './try-earlier.ts'
import { tryParts } from './try-parts.ts'
import { type Aim, showsFailure, showsResult, tryWriting, tryWritingResult } from './try-writing.ts'
import { type RequestPlan, writeRequestTest } from './write/request.ts'

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

const BROKEN = 'its response began as it should, and was broken off: a test of a request sees how that begins'

export type TriedRequest = Tried & { readonly request: RequestSeen }

/** One test after another, until one is proved; null where no request was under way. */
export async function tryRequest(project: Project, trial: RequestTrial): Promise<TriedRequest | null> {
  const requests = await requestsServed(project.recording.folder)
  const request = trial.failure.request ?? requests.findLast((it) => isUnderWay(it, trial.failure)) ?? null
  if (!request) return null
  if (trial.failure.kind === 'broken') return { kind: 'rejected', why: BROKEN, request }
  const { asked, answered } = request
  const range = { from: asked, to: Math.max(trial.failure.until, answered ?? 0) }
  return tryWays(project, { requests, request, range }, trial.framework, ({ user, served }, { excerpt, earlier }) => {
    const its = {
      ...trial,
      user,
      excerpt,
      its: (rewrite: Rewrite) => sentWith({ served, request, earlier }, rewrite),
      write: writeRequestTest,
      difference: (outcome: Outcome, plan: Sent & Pick<Aim, 'failure'>) =>
        differenceOfRequest(outcome, plan.request, plan.failure, isAlone(request, requests)),
    }
    return { try: () => tryWriting(project, its), shows: () => showsFailure(project, its) }
  })
}

/** So, of a request that was answered; null where there was none such. */
export async function tryAnswered(project: Project, trial: AnsweredTrial): Promise<TriedRequest | null> {
  const requests = await requestsServed(project.recording.folder)
  const answered = requests.filter(({ status }) => status !== null)
  const request = answered.find(isAskedFor(answered, trial.wanted))
  if (!request) return null
  const range = { from: request.asked, to: request.ended ?? Infinity }
  return tryWays(project, { requests, request, range }, trial.framework, ({ user, served }, { excerpt, earlier }) => {
    const its = {
      ...trial,
      user,
      excerpt,
      its: (rewrite: Rewrite) => sentWith({ served, request, earlier }, rewrite),
      write: writeRequestTest,
    }
    return { try: () => tryWritingResult(project, its), shows: () => showsResult(project, its) }
  })
}

type Sent = Pick<RequestPlan, 'served' | 'request' | 'earlier'>

function sentWith({ served, request, earlier }: Sent, rewrite: Rewrite): Sent {
  return {
    served,
    request: requestWith(request, rewrite),
    earlier: earlier.map(({ its, pause }, i) => ({ its: requestWith(its, rewrite, `$.earlier[${i}]`), pause })),
  }
}

interface Subject {
  /** All of the recording. */
  readonly requests: readonly ServedRequest[]
  readonly request: RequestSeen
  readonly range: Pick<Excerpt, 'from' | 'to'>
}

type Attempting = (way: Way, preceded: Preceded<RequestSeen>) => Attempt

async function tryWays(
  project: Project,
  subject: Subject,
  framework: Framework | null,
  attempt: Attempting,
): Promise<TriedRequest> {
  const { request, requests, range } = subject
  // What the program has asked of itself it will ask again.
  const before = requests
    .filter(({ asked, status, isOfItself }) => asked < request.asked && status !== null && !isOfItself)
    .slice(-MOST)
  const its = requests.find(({ asked }) => asked === request.asked) as ServedRequest
  const ofItself = requests.filter((it) => it.isOfItself && it.asked < range.to)
  const { listens, parts } = await servingOf(project, [...before, ...ofItself, its])
  if (listens.length === 0)
    return { kind: 'rejected', why: 'nothing in the source of the project calls listen', request }
  const { folder } = project.recording
  const until = (requests[0] as ServedRequest).asked
  const asksItself = ofItself.some(({ asked }) => asked > request.asked)
  const ways = waysOf(new UserProjects(framework), listens, { until, asksItself })
  const partOf = (asked: readonly ServedRequest[]): Part | null => {
    const from = asked[0]?.asked ?? 0
    const all = [...asked, ...ofItself.filter((it) => it.asked > from)]
    return together(all.map((each) => parts?.get(each) ?? null))
  }
  const part = partOf([its])
  let first: Tried | undefined
  for (const way of ways) {
    const excerptFor = (isOwn: boolean): Promise<Excerpted> =>
      excerptOf(folder, { ...range, ...inFixture(way), part: isOwn ? part : null })
    const tried = await tryParts(excerptFor, (excerpt) => attempt(way, { excerpt, earlier: [] }).try())
    if (tried.kind === 'written') return { ...tried, request }
    first = tried
  }
  for (const way of ways) {
    const excerptAfter = (kept: readonly ServedRequest[]): Promise<Excerpted> =>
      excerptOf(folder, {
        ...range,
        from: kept[0]?.asked ?? range.from,
        ...inFixture(way),
        part: partOf([...kept, its]),
      })
    const history = { before, timeOf: ({ time }: ServedRequest) => time, time: its.time, excerptOf: excerptAfter }
    const tried = await tryEarlier(history, (preceded) => attempt(way, preceded))
    if (tried) return { ...tried, request }
  }
  const last = first as Rejected
  const { why } = last
  return { ...last, why: before.length === 0 ? why : `${why}; ${notBy(before.length)}`, request }
}

function notBy(count: number): string {
  return `after the ${count === 1 ? 'request' : `${count} requests`} that came before neither`
}

function isUnderWay({ asked, answered }: RequestSeen, { event }: Failure): boolean {
  return asked < event && (answered === null || answered >= event)
}

function inFixture({ start, served }: Way): Pick<Excerpt, 'start' | 'isServed'> {
  return { start, isServed: !served.isHandler }
}

interface Requested {
  /** The event with which the first request came. */
  readonly until: number
  /** Whether the program has asked itself to answer it. */
  readonly asksItself: boolean
}

/** The best first. */
function waysOf(users: UserProjects, listens: readonly ListenSeen[], { until, asksItself }: Requested): Way[] {
  const found = new Map<string, Served>()
  for (const its of listens.flatMap(({ file, start }) => servedOf(users.of(file), file, start)))
    found.set(`${its.file} ${its.member}`, its)
  const ways = [...found.values()].flatMap((served): Way[] => {
    // What listens may be of another package than what it serves.
    const user = users.of(served.file)
    const whole = { user, served, start: { until, isAsked: true } }
    return served.isHandler ? [{ user, served, start: { until, isAsked: false } }, whole] : [whole]
  })
  // It finds itself only where it listens.
  return asksItself ? ways.toSorted((a, b) => Number(a.served.isHandler) - Number(b.served.isHandler)) : ways
}

/** Whether what was thrown meanwhile was thrown for it: no other request was under way. */
function isAlone({ asked, answered }: RequestSeen, requests: readonly ServedRequest[]): boolean {
  return !requests.some(
    (other) =>
      !other.isOfItself &&
      other.asked !== asked &&
      other.asked < (answered ?? Infinity) &&
      (other.ended ?? Infinity) > asked,
  )
}
