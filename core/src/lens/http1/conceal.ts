/** HTTP exchanges without the headers that prove who asks. */
import { placeholder } from '../conceal.ts'
import type { HttpExchange, RawHeaders } from './exchange.ts'

const SECRET = /^(proxy-)?authorization$|^(api|x-api|x-goog-api|x-auth|x-amz-security|x-csrf|x-xsrf)-?(key|token)$/i
const COOKIE = /^cookie$/i
const SET_COOKIE = /^set-cookie$/i

export function concealHttp({ request, interim, response, ...rest }: HttpExchange): HttpExchange {
  return {
    ...rest,
    request: request && without(request),
    interim: interim.map(without),
    response: response && without(response),
  }
}

function without<M extends { readonly headers: RawHeaders }>(message: M): M {
  const { headers } = message
  return {
    ...message,
    headers: headers.map((value, i) => (i % 2 === 1 ? conceal(headers[i - 1] as string, value) : value)),
  }
}

/** Schemes of authorization, names of cookies and their attributes stay. */
function conceal(name: string, value: string): string {
  if (SECRET.test(name)) return value.replace(/^((?:basic|bearer|digest|token)\s+)?(.*)$/i, hide)
  if (COOKIE.test(name)) return value.replaceAll(/([^=;\s]+=)([^;]*)/g, hide)
  return SET_COOKIE.test(name) ? value.replace(/^([^=;]+=)([^;]*)/, hide) : value
}

function hide(_all: string, kept: string | undefined, secret: string): string {
  return (kept ?? '') + placeholder(secret)
}
