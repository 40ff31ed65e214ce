/** HTTP exchanges as they stand in a fixture: bodies without their codings, headers as lines. */
import { STATUS_CODES } from 'node:http'
import * as v from 'valibot'
import { bytesOf, type Content, contentOfBytes } from '../content.ts'
import type { FixtureCodec, Piece } from '../lens.ts'
import { contentWith, type Entries, exchange, only, optional, time } from '../shapes.ts'
import { httpAnswer } from './answer.ts'
import { codedContent, contentOf } from './content.ts'
import { headerOf, type HttpExchange, type HttpRequest, type HttpResponse, type RawHeaders } from './exchange.ts'

/** In one piece; or, where it came as a stream, the pieces with the times at which they came. */
type Body = Content | { readonly chunks: readonly (Content & { readonly at: number })[] }

interface Message {
  /** 1.1 where nothing is said. */
  readonly version?: string
  /** `Name: value`, in the order and case in which they were sent. */
  readonly headers: readonly string[]
  readonly body?: Body
  /** Whether the body is as it was sent, since its content coding isn't known. */
  readonly coded?: true
  readonly trailers?: readonly string[]
}

interface Request extends Message {
  readonly method: string
  readonly target: string
}

interface Response extends Message {
  readonly at: number
  readonly status: number
  /** The usual one where nothing is said. */
  readonly reason?: string
}

export interface HttpFixture {
  readonly protocol: 'http'
  readonly at: number
  readonly ended: number | null
  readonly request: Request | null
  readonly interim?: readonly Response[]
  readonly response: Response | null
}

/** What is read as it comes. */
const STREAMS = /^(text\/event-stream|application\/(x-ndjson|jsonl|stream\+json))\b/i

const headers = v.array(v.pipe(v.string(), v.regex(/^[^:]+:/, 'Name: value')))

const message: Entries = {
  version: optional(v.string()),
  headers,
  body: optional(v.union([only({ chunks: v.array(v.union(contentWith({ at: time }))) }), ...contentWith({})])),
  coded: optional(v.literal(true)),
  trailers: optional(headers),
}

const response = only({
  at: time,
  status: v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(999)),
  reason: optional(v.string()),
  ...message,
})

const shape = exchange('http', {
  request: v.nullable(only({ method: v.string(), target: v.string(), ...message })),
  interim: optional(v.array(response)),
  response: v.nullable(response),
})

export const httpFixture: FixtureCodec<HttpExchange, HttpFixture> = {
  shape,
  parts: { httpHeaders: headers, httpResponse: response },
  toFixture,
  fromFixture,
  answer: httpAnswer,
}

function toFixture({ at, endedAt, request, interim, response }: HttpExchange): HttpFixture {
  return {
    protocol: 'http',
    at,
    ended: endedAt,
    request: request && { method: request.method, target: request.target, ...messageOf(request) },
    ...(interim.length > 0 ? { interim: interim.map(responseOf) } : {}),
    response: response && responseOf(response),
  }
}

function fromFixture({ at, ended, request, interim = [], response }: HttpFixture): HttpExchange {
  return {
    protocol: 'http',
    at,
    endedAt: ended,
    request: request && { method: request.method, target: request.target, ...partsOf(request, at) },
    interim: interim.map((it) => fullResponse(it, it.at)),
    response: response && fullResponse(response, ended ?? response.at),
  }
}

function responseOf(response: HttpResponse): Response {
  const { at, status, reason } = response
  return { at, status, ...(reason === STATUS_CODES[status] ? {} : { reason }), ...messageOf(response) }
}

/** @param bodyAt - when a body that is in one piece came */
function fullResponse(response: Response, bodyAt: number): HttpResponse {
  const { at, status, reason = STATUS_CODES[status] ?? '' } = response
  return { at, status, reason, ...partsOf(response, bodyAt) }
}

type Parts = Pick<HttpRequest, 'version' | 'headers' | 'body' | 'trailers'>

function messageOf({ version, headers, body, trailers }: Parts): Message {
  return {
    ...(version === '1.1' ? {} : { version }),
    headers: linesOf(headers),
    ...bodyOf(headers, body),
    ...(trailers.length > 0 ? { trailers: linesOf(trailers) } : {}),
  }
}

function partsOf({ version = '1.1', headers: lines, body, coded, trailers = [] }: Message, at: number): Parts {
  const headers = pairsOf(lines)
  return {
    version,
    headers,
    body: body ? piecesOf(body, headers, coded ?? false, at) : [],
    trailers: pairsOf(trailers),
  }
}

function bodyOf(headers: RawHeaders, body: readonly Piece[]): Pick<Message, 'body' | 'coded'> {
  if (body.length === 0) return {}
  const isStream = STREAMS.test(headerOf(headers, 'content-type') ?? '')
  // A coded stream can't be cut where its pieces were.
  if (isStream && headerOf(headers, 'content-encoding') === null)
    return { body: { chunks: body.map(({ at, bytes }) => ({ at, ...contentOfBytes(bytes) })) } }
  const content = contentOf(headers, body)
  if (content) return { body: contentOfBytes(content) }
  return { body: contentOfBytes(Buffer.concat(body.map(({ bytes }) => bytes))), coded: true }
}

function piecesOf(body: Body, headers: RawHeaders, coded: boolean, at: number): Piece[] {
  if ('chunks' in body) return body.chunks.map((chunk) => ({ at: chunk.at, bytes: bytesOf(chunk) }))
  const content = bytesOf(body)
  return [{ at, bytes: coded ? content : codedContent(headers, content) }]
}

function linesOf(headers: RawHeaders): string[] {
  return headers.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${headers[i + 1]}`] : []))
}

/** Names and values by their lines. Most lines of a fixture stand in each of its exchanges, which share one copy of them. */
const known = new Map<string, readonly [name: string, value: string]>()
const MAX_KNOWN = 1000

function pairsOf(lines: readonly string[]): string[] {
  const pairs: string[] = []
  for (const line of lines) pairs.push(...pairOf(line))
  return pairs
}

function pairOf(line: string): readonly [name: string, value: string] {
  const its = known.get(line)
  if (its) return its
  const colon = line.indexOf(':')
  const pair = [line.slice(0, colon), line.slice(colon + 1).trim()] as const
  if (known.size < MAX_KNOWN) known.set(line, pair)
  return pair
}
