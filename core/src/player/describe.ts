/** What was asked and not found, or not found as it was, in words. */
import { describeExchange, responderOf } from '../lens/index.ts'
import type { Exchange, Peer, Question } from '../lens/lens.ts'
import type { Recorded } from '../lens/recorded.ts'
import type { Scope } from '../scope/scope.ts'
import { type Change, changes } from './changes.ts'
import type { Entry, Found } from './exchange-index.ts'

/** How many differences, and how much of each value, an error shows. */
const MAX_CHANGES = 5
const MAX_VALUE = 80
/** How many of those that are used up it shows. */
const MAX_TIMES = 3

/** The details of an error that says that nothing answers a request. */
export function describeMiss(
  scope: Scope | null,
  to: Peer,
  asked: Exchange,
  { used, nearest }: Found & { kind: 'miss' },
): Readonly<Record<string, string>> {
  const what = describeRequest(asked, to)
  const where = whereOf(scope)
  const question = scope?.index?.questionOf(asked) ?? responderOf(asked.protocol).question(asked)
  if (!used) return { what, where, nearest: nearestOf(scope, question, nearest) }
  const times = nearest.length === 1 ? 'once' : `${nearest.length} times`
  const shown = nearest
    .slice(0, MAX_TIMES)
    .map(({ recorded: { exchange, to: its } }) => describeExchange(exchange, its))
  return { what, where, times, nearest: `${shown.map((line) => `\n  - ${line}`).join('')}\n` }
}

/** `GET /orders (http, localhost:80)`. */
export function describeRequest(asked: Exchange, to: Peer): string {
  return `${responderOf(asked.protocol).question(asked).operation} (${asked.protocol}, ${addressOf(to)})`
}

/** Which fixture it is. */
export function whereOf(scope: Scope | null): string {
  return scope ? `the fixture ${scope.options.fixture} of "${scope.options.name}"` : 'no fixture'
}

/** What is asked otherwise than when it was recorded. */
export function describeChanges({ to, exchange }: Recorded, differences: readonly Change[], name: string): string {
  return `In "${name}", ${describeExchange(exchange, to)} was asked for otherwise:${lines(differences)}
${ignoreAdvice(exchange.protocol, String(differences[0]?.path))}`
}

export function ignoreAdvice(protocol: string, path: string): string {
  return `What never counts can be left out: match: { ${protocol}: { ignore: ['${path}'] } }.`
}

export function addressOf({ host, port }: Peer): string {
  return port === 0 ? host : `${host}:${port}`
}

function nearestOf(scope: Scope | null, { details }: Question, nearest: readonly Entry[]): string {
  if (nearest.length === 0) return 'All that it has of that protocol has been asked for.'
  const all = nearest.map(({ recorded, question }) => {
    const differs = changes(question.details, details, { isSame: scope?.index?.wildcards.isSame })
    return `\n  - ${describeExchange(recorded.exchange, recorded.to)}${lines(differs)}`
  })
  return `Left there:${all.join('')}\n`
}

function lines(differences: readonly Change[]): string {
  const shown = differences
    .slice(0, MAX_CHANGES)
    .map(({ path, recorded, actual }) => `\n      ${path}: ${show(recorded)} → ${show(actual)}`)
  const more = differences.length - shown.length
  return shown.join('') + (more > 0 ? `\n      and ${more} more` : '')
}

function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length <= MAX_VALUE ? text : `${text.slice(0, MAX_VALUE)}…`
}
