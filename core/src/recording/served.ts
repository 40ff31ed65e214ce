/** The HTTP requests that a recorded program was asked as a server. */
import type { Exchange } from '../lens/lens.ts'
import type { HttpExchange, RawHeaders } from '../lens/http1/exchange.ts'
import { transcriptOf } from './spoken.ts'

export interface ServedRequest {
  readonly method: string
  readonly target: string
  readonly headers: RawHeaders
  /** As it was sent, without its transfer coding. */
  readonly body: Uint8Array
  /** Of the response; null where none came. */
  readonly status: number | null
  /** The event with which it came. */
  readonly asked: number
  /** The event with which its response began; null where none did. */
  readonly answered: number | null
}

export async function requestsServed(folder: string): Promise<ServedRequest[]> {
  const { said } = await transcriptOf(folder)
  return said.flatMap(({ role, exchange }) => {
    if (role !== 'server' || !isHttp(exchange) || exchange.request === null) return []
    const { at, request, response } = exchange
    const { method, target, headers, body } = request
    return {
      method,
      target,
      headers,
      body: Buffer.concat(body.map(({ bytes }) => bytes)),
      status: response?.status ?? null,
      asked: at,
      answered: response?.at ?? null,
    }
  })
}

function isHttp(exchange: Exchange): exchange is HttpExchange {
  return exchange.protocol === 'http'
}
