/** What a program asked of the outside, now and when it was recorded: which call is which. */
import { responderOf } from '../../lens/index.ts'
import type { Exchange, Peer } from '../../lens/lens.ts'
import { isSql, withoutLayout } from '../../lens/sql.ts'
import { canonical, type Change, changes, type ListChanges } from '../../player/changes.ts'
import { addressOf } from '../../player/describe.ts'
import { kinship, LIKE } from '../../player/kinship.ts'
import { OriginalWeakMap } from '../../originals.ts'
import type { Asked, Place } from '../behaviour.ts'
import { listChanges } from './list-changes.ts'
import type { Located } from '../locate-places.ts'
import type { ComparedCase, Matching } from '../case.ts'
import type { Run } from '../host.ts'

/** One call, on either side. */
export interface Call {
  /** Among all that was asked on its side. */
  readonly number: number
  readonly protocol: string
  readonly to: Peer
  /** Host and port, where it counts which those are. */
  readonly where: string | null
  readonly operation: string
  /** The same, however it is laid out. */
  readonly text: string
  readonly details: Readonly<Record<string, unknown>>
  readonly key: string
  /** In milliseconds since the beginning. */
  readonly at: number
  readonly endedAt: number | null
  /** The same by the clock of its own side, by which what is asked now is in its order, too. */
  readonly began: number
  readonly ended: number | null
  /** Requests that it may belong to: more than one where that is not known. */
  readonly during: readonly (number | null)[]
  readonly place: Place | null
  /** Of what is asked now, the line that it was at when it was recorded. */
  readonly before: number | null
  /** Of what is asked now, the recorded one that it is known to be. */
  readonly same: number | null
}

export interface Pair {
  readonly recorded: Call
  readonly actual: Call
  /** Empty where it is the very same. */
  readonly changes: readonly Change[]
}

export interface Pairs {
  /** In the order of what is asked now. */
  readonly pairs: readonly Pair[]
  readonly missing: readonly Call[]
  readonly extra: readonly Call[]
}

/**
 * What was asked when it was recorded, but for what only served connections.
 *
 * @param before - a run of the recorded code, by which it is known for which request, and at which line, it was asked
 */
export function recordedCalls(its: ComparedCase, before: Run | null, isIgnored: (change: Change) => boolean): Call[] {
  const all = callsOf(its)
  if (before === null) return all
  const { pairs } = pairCalls(all, actualCalls(before.asked, its.matching), isIgnored)
  const known = new Map(pairs.map(({ recorded, actual }) => [recorded, actual]))
  return all.map((call) => {
    const { during, place } = known.get(call) ?? call
    return { ...call, during, place }
  })
}

const kept = new OriginalWeakMap<ComparedCase, Call[]>()

/** They are compared several times. */
function callsOf(its: ComparedCase): Call[] {
  const calls = kept.get(its) ?? callsOnTape(its)
  kept.set(its, calls)
  return calls
}

function callsOnTape({ exchanges, requests, matching }: ComparedCase): Call[] {
  // Those that are under way at the time of an exchange; both are in the order of their times.
  let open: readonly number[] = []
  let next = 0
  return exchanges.flatMap(({ exchange, to }, number) => {
    const { at, endedAt } = exchange
    const begun: number[] = []
    while (next < requests.length && (requests[next]?.at ?? 0) <= at) begun.push(next++)
    open = [...open, ...begun].filter((i) => (requests[i]?.endedAt ?? Infinity) >= at)
    const during = open.length > 0 ? open : [null]
    return callOf(exchange, { number, to, at, endedAt, during, place: null, before: null, same: null }, matching)
  })
}

export function actualCalls(asked: readonly Located<Asked>[], matching?: Matching): Call[] {
  return asked.flatMap(({ exchange, to, at, during, place, before, isAnswered, same = null }, number) =>
    callOf(exchange, { number, to, at, endedAt: null, during: [during], place, before, same }, matching, isAnswered),
  )
}

function callOf(
  exchange: Exchange,
  its: Omit<Call, 'protocol' | 'operation' | 'text' | 'details' | 'key' | 'where' | 'began' | 'ended'>,
  matching: Matching | undefined,
  isAnswered = true,
): Call[] {
  const { operation, details, isSession } =
    matching?.questionOf(exchange) ?? responderOf(exchange.protocol).question(exchange)
  // What serves the connection counts where it is refused: what follows from that does not.
  if ((isSession && isAnswered) || operation === UNASKED) return []
  const { protocol } = exchange
  const text = isSql(protocol) ? withoutLayout(operation) : operation
  // A test asks its servers wherever they are.
  const where = matching ? null : addressOf(its.to)
  const key = `${protocol} ${where} ${text} ${canonical(details)}`
  return [{ ...its, began: exchange.at, ended: exchange.endedAt, where, protocol, operation, text, details, key }]
}

/** What every lens calls that which a server says by itself. */
const UNASKED = 'unasked'

/**
 * Finds for each call the one that it was: the very same first, then of the same operation, then what comes next to it; all of
 * the same request before others.
 *
 * @param isIgnored - whether a change does not count
 */
export function pairCalls(
  recorded: readonly Call[],
  actual: readonly Call[],
  isIgnored: (change: Change) => boolean,
): Pairs {
  const lists = listChanges(isIgnored)
  const between = (it: Call, its: Call): Change[] => changesOf(it, its, lists)
  const left = new Set(recorded)
  const open = new Set(actual)
  const found = new Map<Call, Pair>()
  const pair = (find: (its: Call) => Call | undefined): void => {
    for (const its of open) {
      const other = find(its)
      if (!other) continue
      left.delete(other)
      open.delete(its)
      const isSame = other.key === its.key || its.same === other.number
      found.set(its, { recorded: other, actual: its, changes: isSame ? [] : between(other, its) })
    }
  }
  pair(({ same }) => (same === null ? undefined : recorded.find((it) => it.number === same && left.has(it))))
  const byKey = groupBy(recorded, ({ key }) => key)
  const same = (its: Call): readonly Call[] => byKey.get(its.key) ?? []
  pair((its) => same(its).find((it) => left.has(it) && isSharing(it, its)))
  pair((its) => same(its).find((it) => left.has(it)))
  const alike = (its: Call): Call[] => [...left].filter((it) => it.protocol === its.protocol && isSharing(it, its))
  pair((its) => alike(its).find((it) => it.text === its.text && between(it, its).every(isIgnored)))
  // What is asked once more is no other call that has changed.
  const repeated = new Set([...found.keys()].map(repeatKey))
  const isRepeated = (its: Call): boolean => repeated.has(repeatKey(its))
  const of = (its: Call): Call[] => (isRepeated(its) ? [] : alike(its).filter((it) => it.text === its.text))
  pair((its) => least(of(its), (it) => between(it, its).length))
  const kin = (its: Call): Call[] => alike(its).filter((it) => kinship(it.operation, its.operation) >= LIKE)
  pair((its) => {
    const other = kin(its).find((it) => !isRepeated(its) && canonical(it.details) === canonical(its.details))
    if (other) repeated.add(repeatKey(its))
    return other
  })
  pair((its) => {
    if (isRepeated(its)) return undefined
    return least(kin(its), (it) => between(it, its).length - kinship(it.operation, its.operation))
  })
  // Whatever else is asked at the same line.
  pair((its) =>
    isRepeated(its) ? undefined : alike(its).find((it) => isAtSameLine(it, its) && verb(it) === verb(its)),
  )
  return {
    pairs: actual.flatMap((its) => found.get(its) ?? []),
    missing: recorded.filter((it) => left.has(it)),
    extra: actual.filter((it) => open.has(it)),
  }
}

function repeatKey({ key, during }: Call): string {
  return `${during.join()} ${key}`
}

function isAtSameLine({ place }: Call, its: Call): boolean {
  return place !== null && place.file === its.place?.file && place.line === its.before
}

/** Its first word: `GET`, `SELECT`. */
function verb({ text }: Call): string {
  return (text.split(' ', 1)[0] as string).toLowerCase()
}

function isSharing(recorded: Call, { during }: Call): boolean {
  return recorded.during.some((it) => during.includes(it))
}

/** Of what they say, the items of lists have their places by what is before them; parameters of others are meant by theirs. */
const WITH_LISTS = new Set(['http', 'websocket'])

function changesOf(recorded: Call, actual: Call, lists: ListChanges): Change[] {
  const operation = recorded.text === actual.text ? actual.operation : recorded.operation
  return changes(
    { operation, to: recorded.where, ...recorded.details },
    { operation: actual.operation, to: actual.where, ...actual.details },
    WITH_LISTS.has(actual.protocol) ? { lists } : {},
  )
}

function least(calls: readonly Call[], measure: (call: Call) => number): Call | undefined {
  let found: Call | undefined
  for (const call of calls) if (!found || measure(call) < measure(found)) found = call
  return found
}

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}
