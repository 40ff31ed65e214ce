/** What a program does otherwise than it did when it was recorded. */
import { addressOf } from '../../player/describe.ts'
import type { Answer } from '../behaviour.ts'
import type { CaseRequest, RecordedCase } from '../case.ts'
import { isServer } from '../case.ts'
import type { Run } from '../host.ts'
import { actualCalls, type Call, groupBy, pairCalls, recordedCalls } from './calls.ts'
import type { Comparison, Difference } from './difference.ts'
import { grouped } from './grouped.ts'
import { knownIds } from './known-ids.ts'
import { Noise } from './noise.ts'
import { outputDifferences } from './output.ts'
import { actualResponse, recordedResponse, responseChanges } from './responses.ts'

export function compare(its: RecordedCase, now: Run): Comparison {
  const noise = new Noise(windowOf(its), () => knownIds(its))
  const differences = [
    ...endings(its, now),
    ...responses(its, now, noise),
    ...calls(its, now, noise),
    ...(isServer(its) ? [] : outputDifferences(its, now, noise)),
  ]
  return { divergences: grouped(differences), ignored: noise.ignored }
}

function windowOf({ began, manifest }: RecordedCase): { from: number; to: number } {
  return { from: began, to: began + (manifest.durationMs ?? 0) }
}

export function nameOf({ method, target }: CaseRequest): string {
  return `${method} ${target}`
}

/** How the process ended. */
function endings({ manifest, requests }: RecordedCase, { error }: Run): Difference[] {
  const was = manifest.error
  if (error !== null && was?.message !== error.message) {
    const { name, message, place, during } = error
    const change = { path: '$.error', recorded: was === null ? undefined : `${was.name}: ${was.message}` }
    return [
      {
        kind: 'crashed',
        what: `${name}: ${message}`,
        during: requestName(requests, during),
        place,
        changes: [{ ...change, actual: `${name}: ${message}` }],
      },
    ]
  }
  if (error !== null || was === null) return []
  const what = `${was.name}: ${was.message}`
  const changed = { path: '$.error', recorded: what, actual: undefined }
  return [{ kind: 'fixed', what, during: null, place: null, changes: [changed] }]
}

function requestName(requests: readonly CaseRequest[], number: number | null): string | null {
  const request = number === null ? undefined : requests[number]
  return request ? nameOf(request) : null
}

const FAILED = 500

function responses({ requests }: RecordedCase, { answers, error }: Run, noise: Noise): Difference[] {
  return requests.flatMap((request, i): Difference[] => {
    const answer = answers[i] ?? null
    const recorded = recordedResponse(request)
    // Once the process is gone, nothing is answered.
    if (answer === null && (recorded === null || error !== null)) return []
    const changed = noise.filter(
      recorded && answer
        ? responseChanges(recorded, actualResponse(answer))
        : [{ path: '$.status', recorded: recorded?.status ?? undefined, actual: answer?.status }],
      nameOf(request),
    )
    if (changed.length === 0) return []
    const what = nameOf(request)
    return [{ kind: kindOf(request, answer), what, during: what, place: answer?.place ?? null, changes: changed }]
  })
}

function kindOf({ status }: CaseRequest, answer: Answer | null): Difference['kind'] {
  const wasFine = status !== null && status < FAILED
  const isFine = answer !== null && answer.status < FAILED
  return wasFine === isFine ? 'changed-response' : isFine ? 'fixed' : 'crashed'
}

/** What goes out. */
function calls(its: RecordedCase, now: Run, noise: Noise): Difference[] {
  const { pairs, missing, extra } = pairCalls(recordedCalls(its), actualCalls(now.asked), noise.isIgnored)
  const named = ({ during }: Call): string | null =>
    during.length === 1 ? requestName(its.requests, during[0] ?? null) : null
  const about = (call: Call): Pick<Difference, 'what' | 'during' | 'place'> => ({
    what: `${call.operation} (${call.protocol}, ${addressOf(call.to)})`,
    during: named(call),
    place: call.place,
  })
  const changed = pairs.flatMap(({ actual, changes }): Difference[] => {
    const counted = noise.filter(changes, actual.operation)
    return counted.length === 0 ? [] : [{ kind: changedKind(actual), ...about(actual), changes: counted }]
  })
  const asked = groupBy(extra, (call) => `${call.during.join()} ${call.protocol} ${call.operation}`)
  const more = [...asked.values()].map((group): Difference => {
    const [first] = group as [Call]
    const before = pairs.filter(
      ({ actual }) => actual.operation === first.operation && actual.during.join() === first.during.join(),
    ).length
    const times = { recorded: before, actual: before + group.length }
    const kind = before > 0 || group.length > 1 ? 'slower-in-calls' : 'extra'
    return { kind, ...about(first), changes: [], times }
  })
  // Once the process is gone, nothing is asked.
  const gone =
    now.error === null ? missing.map((call): Difference => ({ kind: 'missing', ...about(call), changes: [] })) : []
  return [...changed, ...more, ...gone]
}

function changedKind({ protocol }: Call): Difference['kind'] {
  return protocol === 'postgres' || protocol === 'mysql' ? 'changed-query' : 'changed-request'
}
