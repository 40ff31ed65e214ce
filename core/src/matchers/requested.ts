/** `expect(recording).toHaveRequested('POST /orders', { body: { item: 'lamp' } })` */
import { inspect } from 'node:util'
import type { RecordedExchange } from '../api/recording.ts'
import { equalsOf, match, type MatcherContext, type MatcherResult, type Misfit } from './matcher.ts'

/** What else a request had; asymmetric matchers may stand anywhere in it. */
export interface ExpectedRequest {
  /** As JSON where it is JSON, else as a text. */
  readonly body?: unknown
  /** By name: a text, or a list of texts where there are several. */
  readonly query?: unknown
  readonly host?: unknown
}

/**
 * Whether an HTTP request was made.
 *
 * @param what - method and path, or method and URL: `POST /orders`, `GET https://api.test/orders?page=2`; or a pattern for
 *   `METHOD /path`
 */
export function toHaveRequested(
  this: MatcherContext | void,
  recording: unknown,
  what: string | RegExp,
  more: ExpectedRequest = {},
): MatcherResult {
  const context = this ?? {}
  const equals = equalsOf(context)
  const { operation, ...said } = typeof what === 'string' ? parse(what) : { operation: what }
  const expected: Record<string, unknown> = { ...said, ...more }
  const given = Object.keys(more).length > 0 ? `, ${inspect(more, { depth: 4 })}` : ''
  return match(context, recording, {
    call: `toHaveRequested(${typeof what === 'string' ? inspect(what) : String(what)}${given})`,
    noun: 'request',
    misfit: (exchange) => (exchange.protocol === 'http' ? { is: misfit(exchange) } : null),
  })

  function misfit(exchange: RecordedExchange): Misfit {
    const isSame =
      typeof operation === 'string' ? operation === exchange.operation : exchange.operation.search(operation) >= 0
    const actual: Record<string, unknown> = {}
    for (const key of Object.keys(expected)) actual[key] = partOf(exchange, key)
    const wrong = Object.keys(expected).filter((key) => !equals(actual[key], expected[key]) && !isList(key, exchange))
    if (isSame && wrong.length === 0) return null
    const operations = [operation, exchange.operation]
    // Another path is farther off than another body, and another method than neither.
    const [, path] = exchange.operation.split(' ')
    const isSamePath = typeof operation === 'string' && operation.split(' ')[1] === path
    return {
      distance: wrong.length + (isSame ? 0 : isSamePath ? 10 : 20),
      expected: isSame ? pick(expected, wrong) : { request: operations[0], ...pick(expected, wrong) },
      actual: isSame ? pick(actual, wrong) : { request: operations[1], ...pick(actual, wrong) },
    }
  }

  /** Each parameter as a list of its values may be asked for too. */
  function isList(key: string, { details }: RecordedExchange): boolean {
    return key === 'query' && equals(details['query'], expected['query'])
  }
}

function parse(what: string): { operation: string; host?: string; query?: Record<string, unknown> } {
  const [, method = '', target = ''] = /^\s*(\S+)\s+(.*?)\s*$/.exec(what) ?? ['', what.trim(), '']
  const url = new URL(target, 'http://host')
  const query = queryOf(
    Object.fromEntries([...url.searchParams.keys()].map((name) => [name, url.searchParams.getAll(name)])),
  )
  return {
    operation: `${method} ${url.pathname}`,
    ...(/^\w+:\/\//.test(target) ? { host: url.hostname } : {}),
    ...(url.search === '' ? {} : { query }),
  }
}

function partOf({ details }: RecordedExchange, key: string): unknown {
  return key === 'query' ? queryOf(details['query'] as Record<string, string[]> | undefined) : details[key]
}

/** What has one value, without a list around it. */
function queryOf(query: Readonly<Record<string, readonly string[]>> = {}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(query).map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  )
}

function pick(from: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, from[key]]))
}
