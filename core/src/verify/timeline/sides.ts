/** Both sides of a recording with no secrets in them: what they say is to be shown, in reports that others read. */
import type { HttpExchange, HttpResponse, RawHeaders } from '../../lens/http1/exchange.ts'
import type { Rewrite } from '../../lens/lens.ts'
import type { Recorded } from '../../lens/recorded.ts'
import { rewriteText } from '../../lens/rewrite.ts'
import { lastKey } from '../../paths.ts'
import type { Placeholders } from '../../redaction/placeholder.ts'
import { redactWith } from '../../redaction/redact.ts'
import type { Accepted } from '../accept/accepted.ts'
import type { Answer } from '../behaviour.ts'
import type { CaseRequest, ComparedCase } from '../case.ts'
import type { Comparison, Shown } from '../compare/difference.ts'
import type { Run } from '../host.ts'
import { secretsOf } from '../without-secrets.ts'

/** What is there twice: as it was recorded, and as it is now. */
export interface Both<T> {
  readonly recorded: T
  readonly now: T
}

export interface Sides {
  /** By the numbers of requests; null where no answer came. */
  readonly requests: readonly { readonly recorded: HttpExchange; readonly now: HttpExchange }[]
  /** What was asked when it was recorded, and what is asked now; by their numbers. */
  readonly calls: Both<readonly Recorded[]>
  readonly printed: Both<string>
  /** What nobody caught; null where that was nothing. */
  readonly error: Both<string | null>
  /** By the numbers of differences. */
  readonly differences: readonly Shown[]
  /** What is written down where they are accepted, by the same numbers. */
  readonly accepted: readonly (Accepted | null)[]
  readonly ignored: Comparison['ignored']
}

export function sidesOf(
  its: ComparedCase,
  now: Run,
  { differences, ignored }: Comparison,
  placeholders: Placeholders,
): Sides {
  const { requests, exchanges, seen, printed, manifest } = its
  const served = requests.flatMap((request, i) => [
    alone(recordedExchange(request)),
    alone(exchangeOf(request, now.answers[i] ?? null)),
  ])
  const asked = now.asked.map(({ exchange, to }) => ({ ...alone(exchange), to }))
  const beside = (rewrite: Rewrite): Pick<Sides, 'printed' | 'error' | 'differences' | 'accepted' | 'ignored'> => {
    const text = (said: string, path: string): string => rewriteText(said, rewrite, { path })
    const error = (what: { readonly name: string; readonly message: string } | null): string | null =>
      what && text(`${what.name}: ${what.message}`, '$.error')
    return {
      printed: { recorded: text(printed, '$.stdout'), now: text(now.printed, '$.stdout') },
      error: { recorded: error(manifest.error), now: error(now.error) },
      differences: differences.map((difference) => shownOf(difference, rewrite)),
      accepted: differences.map(({ acceptance: { add } }) => add && { ...add, ...shownOf(add, rewrite) }),
      ignored: ignored.map((one) => ({ ...one, example: text(one.example, '$.example') })),
    }
  }
  const said = { exchanges: [...exchanges, ...asked, ...served], random: {} }
  const redacted = redactWith(said, secretsOf(seen, placeholders), beside)
  const all = redacted.said.exchanges
  const [from, to] = [exchanges.length, exchanges.length + asked.length]
  const http = all.slice(to).map(({ exchange }) => exchange as HttpExchange)
  return {
    requests: requests.map((_, i) => ({
      recorded: http[2 * i] as HttpExchange,
      now: http[2 * i + 1] as HttpExchange,
    })),
    calls: { recorded: all.slice(0, from), now: all.slice(from, to) },
    ...redacted.beside,
    accepted: redacted.beside.accepted.map((one) => one && withPlaceholders(one, redacted.said.placeholders)),
  }
}

function withPlaceholders(its: Accepted, all: readonly string[]): Accepted {
  const text = JSON.stringify(its)
  const placeholders = all.filter((one) => text.includes(one))
  return placeholders.length > 0 ? { ...its, placeholders } : its
}

function alone<E extends Recorded['exchange']>(exchange: E): Recorded {
  return { to: { host: '', port: 0, secure: false }, connection: 0, exchange, broke: null }
}

function recordedExchange(request: CaseRequest): HttpExchange {
  const { status, response } = request
  const answer = status === null ? null : { status, headers: response?.headers ?? [], content: response?.content }
  return exchangeOf(request, answer)
}

function exchangeOf(
  { method, target, headers, body, at }: CaseRequest,
  answer: ({ readonly [K in 'status' | 'headers']: Answer[K] } & { content?: Uint8Array | null | undefined }) | null,
): HttpExchange {
  return {
    protocol: 'http',
    at,
    endedAt: null,
    request: { method, target, ...messageOf(headers, body) },
    interim: [],
    response: answer && responseOf(answer.status, answer.headers, answer.content ?? null),
  }
}

function responseOf(status: number, headers: RawHeaders, content: Uint8Array | null): HttpResponse {
  // Its codings are off.
  const its = headers.flatMap((name, i) =>
    i % 2 === 0 && name.toLowerCase() !== 'content-encoding' ? [name, headers[i + 1] as string] : [],
  )
  return { at: 0, status, reason: '', ...messageOf(its, content ?? new Uint8Array()) }
}

function messageOf(
  headers: RawHeaders,
  bytes: Uint8Array,
): Pick<HttpResponse, 'version' | 'headers' | 'body' | 'trailers'> {
  return { version: '1.1', headers, body: bytes.length > 0 ? [{ at: 0, bytes }] : [], trailers: [] }
}

function shownOf({ kind, what, during, changes, leadsTo }: Accepted & Pick<Shown, 'leadsTo'>, rewrite: Rewrite): Shown {
  const isSql = kind === 'changed-query'
  const text = (said: string): string => rewriteText(said, rewrite, { path: '$.what', isSql: true })
  return {
    what: text(what),
    during: during === null ? null : text(during),
    ...(leadsTo ? { leadsTo: leadsTo.map((one) => ({ ...one, what: text(one.what) })) } : {}),
    changes: changes.map(({ path, recorded, actual, ...change }) => ({
      ...change,
      path,
      recorded: valueWith(recorded, rewrite, path, isSql),
      actual: valueWith(actual, rewrite, path, isSql),
    })),
  }
}

/** What stands at a path: by its key a secret is known. */
function valueWith(value: unknown, rewrite: Rewrite, path: string, isSql: boolean): unknown {
  if (value === undefined) return value
  const name = lastKey(path) ?? ''
  if (typeof value === 'string') return rewriteText(value, rewrite, { path, name, ...(isSql ? { isSql } : {}) })
  return (JSON.parse(rewriteText(JSON.stringify({ [name]: value }), rewrite, { path })) as Record<string, unknown>)[
    name
  ]
}
