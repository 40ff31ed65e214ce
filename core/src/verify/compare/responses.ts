/** What a server answered, now and when it was recorded. */
import { contentOfBytes, dataOf } from '../../lens/content.ts'
import { hasFailed, type RawHeaders } from '../../lens/http1/exchange.ts'
import { type Change, changes, type ListChanges } from '../../player/changes.ts'
import type { Answer } from '../behaviour.ts'
import { type CaseRequest, type ComparedCase, requestName } from '../case.ts'
import type { Run } from '../host.ts'
import type { Difference } from './difference.ts'
import { listChanges } from './list-changes.ts'
import type { Noise } from './noise.ts'
import { isCutShort } from './cut-short.ts'
import { SaidIds } from './said-ids.ts'

/** Of the connection, or made of the body, which is compared itself. */
const DERIVED = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-md5',
  'date',
  'digest',
  'etag',
  'keep-alive',
  'transfer-encoding',
])

/** A response as plain data. */
export interface Plain {
  readonly status: number | null
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: unknown
}

/** Null where none came. */
function recordedResponse({ status, response }: CaseRequest): Plain | null {
  return status === null ? null : plain(status, response?.headers ?? [], response?.content ?? null)
}

function actualResponse({ status, headers, content }: Answer): Plain {
  return plain(status, headers, content)
}

export function responseDifferences(its: ComparedCase, now: Run, before: Run | null, noise: Noise): Difference[] {
  const { requests } = its
  const { answers } = now
  const isOver = isCutShort(its, now)
  const lists = listChanges(noise.isIgnored)
  const said = new SaidIds(its, now)
  return requests.flatMap((request, i): Difference[] => {
    const answer = answers[i] ?? null
    // Once the process is gone, nothing is answered.
    if (answer === null && (request.status === null || isOver)) return []
    const what = requestName(requests, i) as string
    const counted = noise.filter(changesOf(request, answer, lists), what, () => said.of(i))
    if (counted.length === 0) return []
    const places = { place: answer?.place ?? null, recordedPlace: before?.answers[i]?.place ?? null }
    const subject = { request: i }
    return [{ kind: kindOf(request, answer), what, during: what, ...places, changes: counted, subject }]
  })
}

function changesOf(request: CaseRequest, answer: Answer | null, lists: ListChanges): Change[] {
  const recorded = recordedResponse(request)
  if (recorded && answer) return changes(recorded, actualResponse(answer), { lists })
  return changes({ status: recorded?.status }, { status: answer?.status })
}

function kindOf({ status }: CaseRequest, answer: Answer | null): Difference['kind'] {
  const wasFine = status !== null && !hasFailed(status)
  const isFine = answer !== null && !hasFailed(answer.status)
  return wasFine === isFine ? 'changed-response' : isFine ? 'fixed' : 'crashed'
}

export function plain(status: number, headers: RawHeaders, content: Uint8Array | null): Plain {
  const all: Record<string, string[]> = {}
  for (let i = 0; i < headers.length; i += 2) {
    const name = (headers[i] as string).toLowerCase()
    if (!DERIVED.has(name)) (all[name] ??= []).push(headers[i + 1] as string)
  }
  // Of cookies alone each has a line of its own.
  const values = Object.entries(all).map(([name, its]) => [name, name === 'set-cookie' ? its : its.join(', ')])
  return { status, headers: Object.fromEntries(values) as Plain['headers'], body: bodyOf(content) }
}

function bodyOf(content: Uint8Array | null): unknown {
  if (content === null || content.length === 0) return null
  const its = contentOfBytes(content)
  if ('json' in its) return its.json
  if (!('text' in its)) return its
  const text = its.text.join('\n')
  // However it is laid out.
  return dataOf(text) ?? text
}
