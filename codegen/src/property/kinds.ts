/** Which requests are of a kind: one asks of one thing what another asks of another. */
import { isDeepStrictEqual } from 'node:util'
import type { Answered } from '@retrace/core/recordings'
import { isPlain } from './shape.ts'

/** A statement, also with the name of its command before it, as MySQL has it. */
const SQL = /^(?:\w+ )?\s*(?:select|with|insert|update|delete|merge|replace|call|values|show)\s[^/]/i

/** What tells things of a kind from each other: dates, identifiers, addresses, numbers. */
const NAMES: readonly RegExp[] = [
  // Before dates, as which parts of some may be read.
  /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/gi,
  /\d{4}-\d\d(?:-\d\d)?(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?/g,
  /[\w.+%-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+/g,
  /(?<![\w-])(?=[a-z]*\d)[\da-z]{8,}(?![\w-])/gi,
  // Versions of an interface stay: `/v1`.
  /(?<!\d|\bv)\d+(?:\.\d+)*/gi,
]

export function isSql(operation: string): boolean {
  return SQL.test(operation)
}

/** An operation without what tells one of its kind from another: `GET /orders/#`. */
export function kindOf(operation: string): string {
  if (isSql(operation)) return kindOfSql(operation)
  return NAMES.reduce((its, name) => its.replaceAll(name, '#'), operation)
}

/** Lists of values may be longer, where as many parameters stand as there are. */
function kindOfSql(sql: string): string {
  return sql
    .replaceAll(/'(?:[^']|'')*'|(?<![\w$"`])-?\d+(?:\.\d+)?(?!\w)|\$\d+|\?/g, '#')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/# ?(?:, ?# ?)+/g, '#')
    .replaceAll(/\(#\)(?: ?, ?\(#\))+/g, '(#)')
}

/** What has the fields that it was given, by numbers or names. */
const HASH = /^hgetall /i

/**
 * Whether two are of a kind by what they ask, and the second has an answer as the first has: what says no more than that
 * something failed is another.
 */
export function isAlike(one: Answered, other: Answered): boolean {
  if (kindOf(one.operation) !== kindOf(other.operation) || !asksTheSame(one, other)) return false
  return HASH.test(one.operation) || isOfForm(one.answer, other.answer)
}

/**
 * Whether two may be of a kind by their answers: these have the same fields, and the operations are the same but for the
 * name of a thing, as `GET /projects/north/tickets` and `GET /projects/south/tickets` are.
 */
export function isLikely(one: Answered, other: Answered): boolean {
  if (isSql(one.operation) || isSql(other.operation)) return false
  return (
    differsInName(kindOf(one.operation), kindOf(other.operation)) &&
    asksTheSame(one, other) &&
    hasSameFields(one, other)
  )
}

/** Of a store, nothing may be among what is there: which fields those have is its keys' affair. */
function hasSameFields({ operation, answer: a }: Answered, { answer: b }: Answered): boolean {
  if (HASH.test(operation)) return true
  const isStored = /^(?:json\.)?get /i.test(operation) && !/^\w+ \//.test(operation)
  if (isStored && (a === null || b === null)) return true
  const fields = fieldsIn(a)
  return fields.length > 0 && isDeepStrictEqual(fields, fieldsIn(b)) && isOfForm(a, b)
}

/** Of one address, what is asked may be said in the body: GraphQL, JSON-RPC. */
function asksTheSame(one: Answered, other: Answered): boolean {
  return isDeepStrictEqual(callIn(one.details['body']), callIn(other.details['body']))
}

function callIn(body: unknown): unknown {
  if (!isPlain(body)) return null
  if ('jsonrpc' in body) return body['method']
  return typeof body['query'] === 'string' && /[{]/.test(body['query']) ? body['query'].replaceAll(/\s+/g, ' ') : null
}

/** Null says that there is nothing, whatever there might be, and so does an object without fields. */
function isOfForm(a: unknown, b: unknown): boolean {
  if (a === null || b === null) return true
  if (isPlain(a) && isPlain(b)) return isEmpty(a) || isEmpty(b) || Object.keys(a).some((key) => Object.hasOwn(b, key))
  return Array.isArray(a) === Array.isArray(b) && isPlain(a) === isPlain(b) && typeof a === typeof b
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0
}

/** Names of things stand behind those of collections, and not before identifiers. */
function differsInName(one: string, other: string): boolean {
  const [a, b] = [segmentsOf(one), segmentsOf(other)]
  const differing = a.flatMap((segment, i) => (segment === b[i] ? [] : [i]))
  const [at] = differing
  return a.length === b.length && differing.length === 1 && at !== undefined && at > 0 && a[at + 1] !== '#'
}

/** The word that says what is done goes with the first. */
function segmentsOf(operation: string): string[] {
  return operation.replace(/^(\w+ )\//, '$1').split(/[/:]/)
}

function fieldsIn(answer: unknown): string[] {
  const all = Array.isArray(answer) ? answer.filter(isPlain) : isPlain(answer) ? [answer] : []
  return [...new Set(all.flatMap(Object.keys))].toSorted()
}
