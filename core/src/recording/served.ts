/** The HTTP requests that a recorded program was asked as a server. */
import type { Exchange, Peer } from '../lens/lens.ts'
import { contentOf } from '../lens/http1/content.ts'
import { headerOf, type HttpExchange, type HttpResponse, type RawHeaders } from '../lens/http1/exchange.ts'
import { type Said, type Transcript, transcriptOf } from './spoken.ts'

export interface ServedResponse {
  /** Of the content, as the response says it; null where it doesn't. */
  readonly type: string | null
  /** Without any coding; null where it can't be had so. */
  readonly content: Uint8Array | null
  readonly headers: RawHeaders
}

export interface ServedRequest {
  /** Where it was asked for. */
  readonly peer: Peer
  readonly method: string
  readonly target: string
  readonly headers: RawHeaders
  /** As it was sent, without its transfer coding. */
  readonly body: Uint8Array
  /** Of the response; null where none came. */
  readonly status: number | null
  /** The event with which it came. */
  readonly asked: number
  /** When that was, in milliseconds since 1970. */
  readonly time: number
  /** Those with which its parts came. */
  readonly came: readonly number[]
  /** The event with which its response began; null where none did. */
  readonly answered: number | null
  /** Null where none came. */
  readonly response: ServedResponse | null
  /** The event with which all of it was over; null where that did not come. */
  readonly ended: number | null
  /** That with which the program itself broke its response off; null where it did not. */
  readonly brokenOff: number | null
  /** Whether the program itself has asked it. */
  readonly isOfItself: boolean
}

export async function requestsServed(folder: string): Promise<ServedRequest[]> {
  return servedIn(await transcriptOf(folder))
}

export function servedIn({ said, timeOf }: Transcript): ServedRequest[] {
  const own = askedOfItself(said)
  return said.flatMap(({ role, exchange, peer, brokenOff }) => {
    if (role !== 'server' || !isHttp(exchange) || exchange.request === null) return []
    const { at, endedAt, request, response } = exchange
    const { method, target, headers, body } = request
    return {
      peer,
      method,
      target,
      headers,
      body: Buffer.concat(body.map(({ bytes }) => bytes)),
      status: response?.status ?? null,
      asked: at,
      time: timeOf(at),
      came: [at, ...body.map((part) => part.at)],
      answered: response?.at ?? null,
      response: response && responseOf(response),
      ended: endedAt,
      // What is no HTTP any more ends by hanging up.
      brokenOff: response && response.status !== 101 ? brokenOff : null,
      isOfItself: own.has(exchange),
    }
  })
}

/** Those that came of what the program has sent: the same, and later. */
function askedOfItself(said: readonly Said[]): ReadonlySet<HttpExchange> {
  const sent: HttpExchange[] = []
  const own = new Set<HttpExchange>()
  for (const { role, exchange, isOfItself } of said) {
    if (!isHttp(exchange) || exchange.request === null) continue
    const its = nameOf(exchange.request)
    const at = sent.findIndex(({ request }) => request !== null && nameOf(request) === its)
    if (isOfItself) sent.push(exchange)
    else if (role === 'server' && at >= 0) {
      sent.splice(at, 1)
      own.add(exchange)
    }
  }
  return own
}

function nameOf({ method, target, headers }: NonNullable<HttpExchange['request']>): string {
  return JSON.stringify([method, target, headers])
}

function responseOf({ headers, body }: HttpResponse): ServedResponse {
  return { type: headerOf(headers, 'content-type'), content: contentOf(headers, body), headers }
}

function isHttp(exchange: Exchange): exchange is HttpExchange {
  return exchange.protocol === 'http'
}
