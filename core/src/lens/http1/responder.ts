/** How a recorded HTTP exchange is answered again. */
import { createHash } from 'node:crypto'
import { contentOfBytes } from '../content.ts'
import type { Piece, Question, Responder } from '../lens.ts'
import { viewOf } from '../unread.ts'
import { contentOf } from './content.ts'
import { encodeResponse, hasBody } from './encoder.ts'
import { headerOf, type HttpExchange, type HttpRequest, type HttpResponse, type RawHeaders } from './exchange.ts'

export const httpResponder: Responder<HttpExchange> = {
  question,
  signature,
  isSame,
  answer({ request, interim, response, endedAt }, asked, isWhole) {
    const method = asked.request?.method ?? request?.method ?? ''
    const first = interim.flatMap((it) => encodeResponse(it, method))
    if (!isWhole) return mayStop(asked) && first.length === 0 ? final() : first
    return [...first, ...final()]

    function final(): Piece[] {
      return response ? encodeResponse(acceptedBy(response, asked), method, endedAt === null) : []
    }
  },
  hangsUp({ request, response }) {
    if (!response) return false
    const { headers, status } = response
    const isClosed = headerOf(headers, 'connection')?.toLowerCase() === 'close'
    return isClosed || (hasBody(status, request?.method ?? '') && !isDelimited(headers))
  },
  // A client may retry what a server refuses; only a connection that breaks says what it means.
  refuse: () => null,
  usual: () => null,
  // Each request stands for itself.
  introduction: { tell: () => null },
}

/** A WebSocket is accepted by the key that its client has drawn (RFC 6455 section 4.2.2). */
function acceptedBy(response: HttpResponse, { request }: HttpExchange): HttpResponse {
  const key = request && headerOf(request.headers, 'sec-websocket-key')
  if (response.status !== 101 || !key) return response
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  const isAccept = (at: number): boolean => response.headers[at]?.toLowerCase() === 'sec-websocket-accept'
  return { ...response, headers: response.headers.map((value, i) => (i % 2 === 1 && isAccept(i - 1) ? accept : value)) }
}

/** A server that won't have the body says so instead of `100 Continue`. */
function mayStop({ request }: HttpExchange): boolean {
  return request?.body.length === 0
}

/** Whether the end of a body is said by its head; else it ends with the connection (RFC 9112 section 6.3). */
function isDelimited(headers: RawHeaders): boolean {
  return headerOf(headers, 'content-length') !== null || headerOf(headers, 'transfer-encoding') !== null
}

/** Of bodies that are longer than this, a signature takes as long as what it saves. */
const LONG_BODY = 4096

function signature({ request }: HttpExchange): string | null {
  if (!request || request.body.length > 1) return null
  const { method, target, body } = request
  const asked = `${method}\n${target}\n${hostOf(request)}\n`
  const bytes = body[0]?.bytes
  if (!bytes || bytes.length === 0) return asked
  // What is asked is in the content, and two codings of it may be the same bytes.
  if (bytes.length > LONG_BODY || headerOf(request.headers, 'content-encoding') !== null) return null
  return `${asked}${headerOf(request.headers, 'content-type') ?? ''}\n${viewOf(bytes).toString('latin1')}`
}

function isSame({ request: asked }: HttpExchange, { request: recorded }: HttpExchange): boolean {
  if (!asked || !recorded || asked.target !== recorded.target || asked.method !== recorded.method) return false
  const isSameServer = headerOf(asked.headers, 'host') === headerOf(recorded.headers, 'host')
  return (isSameServer || hostOf(asked) === hostOf(recorded)) && hasSameBody(asked, recorded)
}

function hasSameBody(asked: HttpRequest, recorded: HttpRequest): boolean {
  const [one, other] = [asked.body[0]?.bytes ?? NOTHING, recorded.body[0]?.bytes ?? NOTHING]
  if (asked.body.length > 1 || recorded.body.length > 1 || one.length !== other.length) return false
  if (one.length === 0) return true
  const coded = headerOf(asked.headers, 'content-encoding') ?? headerOf(recorded.headers, 'content-encoding')
  const hasSameType = headerOf(asked.headers, 'content-type') === headerOf(recorded.headers, 'content-type')
  return coded === null && hasSameType && viewOf(one).equals(other)
}

const NOTHING = new Uint8Array()

/** The port of a server on this machine may be another in each run. */
function hostOf({ headers }: HttpRequest): string {
  const host = headerOf(headers, 'host') ?? ''
  return host.includes(':') ? host.replace(/:\d+$/, '') : host
}

function question({ request }: HttpExchange, names: readonly string[] = []): Question {
  if (!request) return { operation: 'unasked', details: {}, isSession: false }
  const { method, target } = request
  const { path, query } = partsOf(target)
  const headers = Object.fromEntries(names.map((name) => [name, headerOf(request.headers, name)]))
  return {
    operation: `${method} ${path}`,
    details: {
      host: hostOf(request),
      ...(Object.keys(query).length > 0 ? { query } : {}),
      ...(names.length > 0 ? { headers } : {}),
      ...bodyOf(request),
    },
    isSession: false,
  }
}

/** A path that a URL has as it is: nothing is to be escaped, and no segment leads upward (RFC 3986 section 5.2.4). */
const PLAIN_PATH = /^\/(?!.*\/\.)[\w\-.~!$&()*+,;=:@%/]*$/

function partsOf(target: string): { path: string; query: Record<string, string[]> } {
  const mark = target.indexOf('?')
  const before = mark < 0 ? target : target.slice(0, mark)
  const query: Record<string, string[]> = {}
  if (mark < 0 && PLAIN_PATH.test(target)) return { path: target, query }
  const url = PLAIN_PATH.test(before) ? null : new URL(target, 'http://host')
  for (const [name, value] of url?.searchParams ?? new URLSearchParams(target.slice(mark))) {
    const its = Object.hasOwn(query, name) ? query[name] : undefined
    if (its) its.push(value)
    else query[name] = [value]
  }
  return { path: url?.pathname ?? before, query }
}

function bodyOf({ headers, body }: HttpRequest): { body?: unknown } {
  if (body.length === 0) return {}
  const bytes = contentOf(headers, body) ?? Buffer.concat(body.map((it) => it.bytes))
  const content = contentOfBytes(withoutBoundary(headers, bytes))
  if ('json' in content) return { body: content.json }
  return { body: 'text' in content ? content.text.join('\n') : content }
}

/** What parts a multipart body is made of doesn't depend on the random text between them. */
function withoutBoundary(headers: RawHeaders, bytes: Buffer): Buffer {
  const boundary = /^multipart\/.*\bboundary="?([^";]+)"?/i.exec(headerOf(headers, 'content-type') ?? '')?.[1]
  if (boundary === undefined) return bytes
  return Buffer.from(bytes.toString('latin1').replaceAll(boundary, 'boundary'), 'latin1')
}
