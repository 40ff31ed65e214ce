/** HTTP exchanges, with all that was said in them rewritten. */
import { keyStep } from '../../paths.ts'
import type { Piece, Rewrite } from '../lens.ts'
import { rewriteBytes, rewritePieces } from '../rewrite.ts'
import { codedContent, contentOf } from './content.ts'
import { headerOf, type HttpExchange, type HttpRequest, type RawHeaders } from './exchange.ts'

export function rewriteHttp({ request, interim, response, ...rest }: HttpExchange, rewrite: Rewrite): HttpExchange {
  return {
    ...rest,
    request: request && { ...message(request, rewrite), target: rewriteTarget(request.target, rewrite) },
    interim: interim.map((it) => message(it, rewrite)),
    response: response && { ...message(response, rewrite), reason: rewrite(response.reason, { path: '$.reason' }) },
  }
}

type Message = Pick<HttpRequest, 'headers' | 'body' | 'trailers'>

function message<M extends Message>(it: M, rewrite: Rewrite): M {
  return {
    ...it,
    headers: rewriteHeaders(it.headers, rewrite),
    body: rewriteBody(it, rewrite),
    trailers: rewriteHeaders(it.trailers, rewrite),
  }
}

function rewriteTarget(target: string, rewrite: Rewrite): string {
  const question = target.indexOf('?')
  if (question < 0) return rewrite(target, { path: '$.path' })
  const [path, query] = [target.slice(0, question), target.slice(question + 1)]
  return `${rewrite(path, { path: '$.path' })}?${rewrite(query, { path: '$.query' })}`
}

function rewriteHeaders(headers: RawHeaders, rewrite: Rewrite): RawHeaders {
  return headers.map((value, i) =>
    i % 2 === 1 ? rewriteHeader((headers[i - 1] as string).toLowerCase(), value, rewrite) : value,
  )
}

/** Names of cookies and their attributes stay. */
function rewriteHeader(name: string, value: string, rewrite: Rewrite): string {
  const path = `$.headers${keyStep(name)}`
  if (name !== 'cookie' && name !== 'set-cookie') return rewrite(value, { path, name })
  const pair = name === 'cookie' ? /([^=;\s]+)(\s*=)([^;]*)/g : /^([^=;]+)(=)([^;]*)/
  return value.replace(pair, (_all, cookie: string, equals: string, its: string) => {
    return cookie + equals + rewrite(its, { path: path + keyStep(cookie), name: 'cookie', isWeak: true })
  })
}

/** A body that is coded comes in one piece then. */
function rewriteBody({ headers, body }: Message, rewrite: Rewrite): readonly Piece[] {
  const [first] = body
  const place = { path: '$.body' }
  const isCoded = headerOf(headers, 'content-encoding') !== null
  const content = first && isCoded ? contentOf(headers, body) : null
  if (!first || !content) return rewritePieces(body, rewrite, place)
  const is = rewriteBytes(content, rewrite, place)
  return is === content ? body : [{ at: first.at, bytes: codedContent(headers, is) }]
}
