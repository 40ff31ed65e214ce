/** A request as undici's dispatchers are given it, read as the exchange that a client would make of it. */
import { elapsed } from '../../originals.ts'
import type { Peer } from '../../lens/lens.ts'
import { headerOf, type HttpExchange } from '../../lens/http1/exchange.ts'
import { Addresses } from '../wire/addresses.ts'

/** What counts here of `Dispatcher.DispatchOptions`, as undici documents it. */
export interface DispatchOptions {
  readonly origin?: string | URL | undefined
  readonly path: string
  readonly method: string
  readonly headers?: unknown
  readonly body?: unknown
  readonly query?: unknown
  readonly upgrade?: unknown
  readonly expectContinue?: unknown
}

export interface PlainRequest {
  readonly to: Peer
  readonly host: string
  readonly headers: readonly string[]
  /** Bytes, or a generator of them. */
  readonly body: Uint8Array | AsyncGenerator<Uint8Array> | null
}

/** Null where there is more to a request than a method, a path, headers and bytes. */
export function plainRequest(options: DispatchOptions): PlainRequest | null {
  const { origin, path, method, query, upgrade, expectContinue } = options
  if (query || upgrade || expectContinue || method === 'CONNECT' || !path.startsWith('/')) return null
  const headers = headersOf(options.headers)
  const body = bodyOf(options.body)
  const place = placeOf(origin)
  if (!headers || body === undefined || !place) return null
  return { ...place, headers, body }
}

/** The exchange that begins with a request; of its headers those that a client adds are not told apart. */
export function exchangeOf(
  { method, path }: DispatchOptions,
  { host, headers }: PlainRequest,
  body: Uint8Array | null,
): HttpExchange {
  const at = elapsed()
  const all = headerOf(headers, 'host') === null ? ['host', host] : []
  all.push('connection', 'keep-alive', ...headers)
  if (body && headerOf(headers, 'content-length') === null) all.push('content-length', String(body.length))
  return {
    protocol: 'http',
    at,
    endedAt: null,
    request: {
      method,
      target: path,
      version: '1.1',
      headers: all,
      body: body && body.length > 0 ? [{ at, bytes: body }] : [],
      trailers: [],
    },
    interim: [],
    response: null,
  }
}

type Place = Pick<PlainRequest, 'to' | 'host'>

/** By origin: a program asks few servers much. */
const places = new Map<string, Place>()

function placeOf(origin: string | URL | undefined): Place | null {
  if (origin === undefined) return null
  const text = String(origin)
  const known = places.get(text)
  if (known || !URL.canParse(text)) return known ?? null
  const { hostname, port, protocol, host } = new URL(text)
  const name = hostname.replace(/^\[|\]$/g, '')
  const secure = protocol === 'https:'
  const to = {
    host: Addresses.isLoopback(name) ? 'localhost' : name,
    port: Number(port || (secure ? 443 : 80)),
    secure,
  }
  places.set(text, { to, host })
  return { to, host }
}

/** Names and values in turn; null where they come in a form that is rarely used. */
function headersOf(headers: unknown): string[] | null {
  if (headers === undefined || headers === null) return []
  if (Array.isArray(headers)) return headers.every((it) => typeof it === 'string') ? (headers as string[]) : null
  if (typeof headers !== 'object' || Symbol.iterator in headers) return null
  const pairs: string[] = []
  const its = headers as Record<string, unknown>
  for (const name of Object.keys(its)) {
    const value = its[name]
    if (typeof value !== 'string') return null
    pairs.push(name, value)
  }
  return pairs
}

/** Undefined where it is none of these. */
function bodyOf(body: unknown): PlainRequest['body'] | undefined {
  if (body === undefined || body === null) return null
  if (typeof body === 'string') return Buffer.from(body)
  if (body instanceof Uint8Array) return body
  const isGenerator = Object.prototype.toString.call(body) === '[object AsyncGenerator]'
  return isGenerator ? (body as AsyncGenerator<Uint8Array>) : undefined
}
