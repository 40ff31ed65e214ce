/** HTTP/1.1 as exchanges have it (RFC 9112). */
import type { Exchange, Piece } from '../lens.ts'

/** Names and values, in turn, as they were sent: in order, in their case, one pair for each line. */
export type RawHeaders = readonly string[]

export interface HttpRequest {
  readonly method: string
  /** The request target, as it was sent: mostly a path with its query. */
  readonly target: string
  readonly version: string
  readonly headers: RawHeaders
  /** Without transfer coding; the content coding is still on it. */
  readonly body: readonly Piece[]
  readonly trailers: RawHeaders
}

export interface HttpResponse {
  /** When its head came. */
  readonly at: number
  readonly status: number
  readonly reason: string
  readonly version: string
  readonly headers: RawHeaders
  readonly body: readonly Piece[]
  readonly trailers: RawHeaders
}

export interface HttpExchange extends Exchange {
  readonly protocol: 'http'
  /** Null where the server spoke unasked. */
  readonly request: HttpRequest | null
  /** Informational responses (1xx) but for 101, which is the response. */
  readonly interim: readonly HttpResponse[]
  /** Null where none came. */
  readonly response: HttpResponse | null
}

/** The value of a header by its name in lower case; several are joined by `, `, as RFC 9110 section 5.3 has it. */
export function headerOf(headers: RawHeaders, name: string): string | null {
  let found: string | null = null
  for (let i = 0; i < headers.length; i += 2) {
    if (!isNamed(headers[i] as string, name)) continue
    const value = headers[i + 1] as string
    found = found === null ? value : `${found}, ${value}`
  }
  return found
}

/** @param lower - the name in lower case */
export function isNamed(name: string, lower: string): boolean {
  return name.length === lower.length && name.toLowerCase() === lower
}

/** Whether a server says by a status that it has failed (RFC 9110 section 15.6). */
export function hasFailed(status: number): boolean {
  return status >= 500
}
