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
  /** With those that a client adds, which are not told apart. */
  readonly headers: string[]
}

/** Null where there is more to a request than a method, a path, headers and a body. */
export function plainRequest(options: DispatchOptions): PlainRequest | null {
  const { origin, path, method, query, upgrade, expectContinue } = options
  if (query || upgrade || expectContinue || method === 'CONNECT' || !path.startsWith('/')) return null
  const place = placeOf(origin)
  const headers = place && headersOf(options.headers, place.host)
  return headers && { to: place.to, headers }
}

/** The exchange that begins with a request. */
export function exchangeOf(
  { method, path }: DispatchOptions,
  { headers }: PlainRequest,
  body: Uint8Array | null,
): HttpExchange {
  const at = elapsed()
  if (body && headerOf(headers, 'content-length') === null) headers.push('content-length', String(body.length))
  return {
    protocol: 'http',
    at,
    endedAt: null,
    request: {
      method,
      target: path,
      version: '1.1',
      headers,
      body: body && body.length > 0 ? [{ at, bytes: body }] : [],
      trailers: [],
    },
    interim: [],
    response: null,
  }
}

interface Place {
  readonly to: Peer
  readonly host: string
}

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
  const place = { to, host }
  places.set(text, place)
  return place
}

/** Names and values in turn; null where they come in a form that is rarely used. */
function headersOf(given: unknown, host: string): string[] | null {
  const headers = ['connection', 'keep-alive']
  const isWhole = Array.isArray(given) ? addAll(headers, given) : addEach(headers, given ?? {})
  if (!isWhole) return null
  if (headerOf(headers, 'host') === null) headers.unshift('host', host)
  return headers
}

function addAll(headers: string[], given: readonly unknown[]): boolean {
  for (const it of given) {
    if (typeof it !== 'string') return false
    headers.push(it)
  }
  return true
}

function addEach(headers: string[], given: object): boolean {
  if (typeof given !== 'object' || Symbol.iterator in given) return false
  const its = given as Record<string, unknown>
  for (const name of Object.keys(its)) {
    const value = its[name]
    if (typeof value !== 'string') return false
    headers.push(name, value)
  }
  return true
}
