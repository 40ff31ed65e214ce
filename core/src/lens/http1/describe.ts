import type { Peer } from '../lens.ts'
import { shorten, shortenBytes } from '../shorten.ts'
import { contentOf } from './content.ts'
import { headerOf, type HttpExchange, type HttpRequest, type HttpResponse } from './exchange.ts'

/** `GET https://api.test/v1/models → 200, 412 ms, {"data":[…`. */
export function describeHttp({ at, endedAt, request, response }: HttpExchange, peer: Peer): string {
  const asked = request ? `${request.method} ${shorten(urlOf(request, peer), 100)}` : '(unasked)'
  if (!response) return `${asked} → no answer`
  const took = endedAt === null ? 'broken off' : `${Math.round(endedAt - at)} ms`
  return [`${asked} → ${response.status}`, took, bodyOf(response)].filter((part) => part !== '').join(', ')
}

function urlOf({ target, headers }: HttpRequest, { host, port, secure }: Peer): string {
  // To a proxy, and of CONNECT.
  if (!target.startsWith('/')) return target
  const usual = port === (secure ? 443 : 80) || port === 0
  const name = headerOf(headers, 'host') ?? (usual ? host : `${host}:${port}`)
  return `${secure ? 'https' : 'http'}://${name}${target}`
}

function bodyOf({ headers, body }: HttpResponse): string {
  const content = contentOf(headers, body)
  return content ? shortenBytes(content) : 'a body in a coding that isn’t known'
}
