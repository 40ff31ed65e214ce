/** `expect(recording).toHaveQueried(/insert into orders/, ['lamp', 2])` */
import { inspect } from 'node:util'
import type { RecordedExchange } from '../api/recording.ts'
import { type Equals, equalsOf, match, type MatcherContext, type MatcherResult, type Misfit } from './matcher.ts'

const DATABASES = new Set(['postgres', 'mysql'])

/**
 * Whether a database was queried.
 *
 * @param sql - the text of the statement, whatever the white space in it; or a pattern for it
 * @param values - of its parameters, as they were given: a driver may have sent a number as a text. Asymmetric matchers may
 *   stand among them. Of MySQL they are not known.
 */
export function toHaveQueried(
  this: MatcherContext | void,
  recording: unknown,
  sql: string | RegExp,
  values?: readonly unknown[],
): MatcherResult {
  const context = this ?? {}
  const equals = equalsOf(context)
  const given = values ? `, ${inspect(values, { depth: 4 })}` : ''
  return match(context, recording, {
    call: `toHaveQueried(${typeof sql === 'string' ? inspect(sql) : String(sql)}${given})`,
    noun: 'query',
    misfit: (exchange) => (DATABASES.has(exchange.protocol) ? { is: misfit(exchange) } : null),
  })

  function misfit(exchange: RecordedExchange): Misfit {
    // MySQL says how a statement is sent.
    const text = exchange.operation.replace(/^(query|execute) /, '')
    const isSame = typeof sql === 'string' ? plain(sql) === plain(text) : text.search(sql) >= 0
    const all = (exchange.details['values'] ?? []) as readonly (readonly unknown[])[]
    if (isSame && (!values || all.some((its) => fit(equals, its, values)))) return null
    const actual = all.length === 1 ? all[0] : all
    if (isSame) return { distance: 1, expected: values, actual }
    return {
      distance: 10 + distance(plain(typeof sql === 'string' ? sql : sql.source), plain(text)),
      expected: values ? { sql, values } : { sql },
      actual: values ? { sql: text, values: actual } : { sql: text },
    }
  }
}

function fit(equals: Equals, actual: readonly unknown[], expected: readonly unknown[]): boolean {
  if (!Array.isArray(actual) || actual.length !== expected.length) return false
  return expected.every((value, i) => readings(actual[i]).some((reading) => equals(reading, value)))
}

/** What a value that was sent as a text may have been. */
function readings(sent: unknown): unknown[] {
  if (typeof sent !== 'string') return [sent]
  try {
    return [sent, JSON.parse(sent)]
  } catch {
    return [sent]
  }
}

function plain(sql: string): string {
  return sql.replaceAll(/\s+/g, ' ').trim()
}

/** How many of the words of one text the other lacks. */
function distance(a: string, b: string): number {
  const words = new Set(b.toLowerCase().split(/\W+/))
  return a
    .toLowerCase()
    .split(/\W+/)
    .filter((word) => !words.has(word)).length
}
