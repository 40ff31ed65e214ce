/**
 * The exchanges of a scope, for finding the one that answers a request: the very same first; else, of the same
 * operation, the nearest. What has been used is used up, but for what only serves the connection.
 *
 * Keys are computed here, from a fixture that has been read, so that a change of the rules spoils none; and no sooner
 * than something is asked that isn't found by its signature alone, since that takes longer than the reading.
 */
import { responderOf } from '../lens/index.ts'
import type { Exchange, Peer, Question } from '../lens/lens.ts'
import { isSamePeer, type Recorded } from '../lens/recorded.ts'
import { lazy } from '../lazy.ts'
import { canonical, type Change, changes } from './changes.ts'
import { kinship, LIKE } from './kinship.ts'
import { type MatchRules, mayBecome as mayBecomeBy } from './match.ts'
import { withoutVolatile } from './volatile.ts'
import { Wildcards } from './wildcards.ts'

export interface Entry {
  readonly recorded: Recorded
  readonly question: Question
  readonly key: string
  /** Whether a placeholder stands in it, for which any text is taken. */
  readonly isLoose: boolean
  /** How often it has answered. */
  uses: number
}

class LazyEntry implements Entry {
  readonly recorded: Recorded
  readonly #index: ExchangeIndex
  #question: Question | null = null
  #key: string | null = null
  #isLoose: boolean | null = null
  uses = 0

  constructor(recorded: Recorded, index: ExchangeIndex) {
    this.recorded = recorded
    this.#index = index
  }

  get question(): Question {
    return (this.#question ??= this.#index.questionOf(this.recorded.exchange))
  }

  get key(): string {
    return (this.#key ??= keyOf(this.question))
  }

  get isLoose(): boolean {
    const { operation, details } = this.question
    return (this.#isLoose ??= this.#index.wildcards.isIn([operation, details]))
  }
}

export type Found =
  /** `changes` are empty where it is the very same. */
  | { readonly kind: 'found'; readonly entry: Entry; readonly changes: readonly Change[] }
  /** What is asked goes on. */
  | { readonly kind: 'wait' }
  /** `used` where the very same was recorded, and has been asked for before: those are the nearest. */
  | { readonly kind: 'miss'; readonly used: boolean; readonly nearest: readonly Entry[] }

/** How many candidates an error names. */
const CANDIDATES = 3

export interface Nearness {
  distance(recorded: Recorded): number
}

export class ExchangeIndex {
  readonly entries: readonly Entry[]
  readonly wildcards: Wildcards
  readonly #rules: MatchRules | null
  readonly #nearness: Nearness | undefined
  readonly #failures: readonly Entry[]
  readonly #bySignature = lazy(() => this.#listSignatures())
  /** All before it have answered. */
  #next = 0
  /** All before it have, or are passed by. */
  #following = 0
  readonly #operations = lazy(() => this.#listOperations())
  readonly #varying = lazy(() => this.#listVarying())
  readonly #byConnection = lazy(() => this.#listConnections())

  /**
   * @param rules - what counts; else all does that lenses take for a part of what is asked
   * @param placeholders - texts for each of which any text is taken
   * @param nearness - which of several that are the very same answers; else the first
   */
  constructor(
    recorded: readonly Recorded[],
    rules: MatchRules | null = null,
    placeholders?: readonly string[],
    nearness?: Nearness,
  ) {
    this.#rules = rules
    this.#nearness = nearness
    this.wildcards = new Wildcards(placeholders)
    this.entries = recorded.map((it) => new LazyEntry(it, this))
    this.#failures = this.entries.filter(
      (entry) =>
        entry.recorded.broke !== null &&
        entry.recorded.exchange.endedAt === null &&
        entry.question.operation === UNASKED,
    )
  }

  #listOperations(): { readonly all: ReadonlyMap<string, readonly Entry[]>; readonly loose: readonly string[] } {
    const all = new Map<string, Entry[]>()
    const loose: string[] = []
    for (const entry of this.entries) {
      const operation = `${entry.recorded.exchange.protocol} ${entry.question.operation}`
      if (addTo(all, operation, entry) && entry.isLoose && this.wildcards.isIn(operation)) loose.push(operation)
    }
    return { all, loose }
  }

  #listVarying(): ReadonlyMap<string, readonly Entry[]> {
    const all = new Map<string, Entry[]>()
    for (const [operation, entries] of this.#operations().all) {
      const its = withoutVolatile(operation)
      if (its !== operation) for (const entry of entries) addTo(all, its, entry)
    }
    return all
  }

  #listSignatures(): ReadonlyMap<string, readonly Entry[]> {
    const all = new Map<string, Entry[]>()
    for (const entry of this.entries) {
      const signature = this.#signatureOf(entry.recorded.exchange)
      if (signature !== null) addTo(all, signature, entry)
    }
    return all
  }

  #listConnections(): ReadonlyMap<number, readonly Entry[]> {
    const all = new Map<number, Entry[]>()
    for (const entry of this.entries) addTo(all, entry.recorded.connection, entry)
    return all
  }

  #signatureOf(exchange: Exchange): string | null {
    const { protocol } = exchange
    const signature = this.#rules?.has(protocol) ? null : responderOf(protocol).signature?.(exchange)
    return signature == null ? null : `${protocol} ${signature}`
  }

  /** What is asked, as far as it counts here. */
  questionOf(exchange: Exchange): Question {
    return this.#rules?.question(exchange) ?? responderOf(exchange.protocol).question(exchange)
  }

  /**
   * Looks for what answers; it is not used up by that.
   *
   * @param plain - what is asked, without regard to what counts
   * @param isWhole - whether all has been asked
   */
  find(to: Peer, asked: Exchange, plain: () => Question, isWhole: boolean): Found {
    const signed = this.#signed(to, asked)
    if (signed) return { kind: 'found', entry: signed, changes: [] }
    const question = this.#rules?.has(asked.protocol) ? this.questionOf(asked) : plain()
    const operation = `${asked.protocol} ${question.operation}`
    const same = this.#ofOperation(operation)
    const left = same.filter(isLeft)
    const key = keyOf(question)
    const isExact = (entry: Entry): boolean => entry.key === key
    const isLike = (entry: Entry): boolean => entry.isLoose && this.#changes(entry, question).length === 0
    const exact = this.#best(left.filter(isExact), to) ?? this.#best(left.filter(isLike), to)
    if (exact) return { kind: 'found', entry: exact, changes: [] }
    const varying = left.length > 0 ? [] : this.#ofVarying(operation).filter(isLeft)
    const rest = [...left, ...varying]
    if (!isWhole) return this.#unfinished(to, asked, question, rest)
    const used = varying.length > 0 ? [] : same.filter((entry) => isExact(entry) || isLike(entry))
    if (used.length > 0) return { kind: 'miss', used: true, nearest: used }
    const nearest = rest
      .map((entry) => ({ entry, changes: this.#allChanges(entry, question) }))
      .toSorted((a, b) => a.changes.length - b.changes.length)[0]
    if (nearest) return { kind: 'found', ...nearest }
    return this.#miss(asked, question)
  }

  /**
   * Of other operations, the one that comes nearest to what is asked. Null where none is alike. What is asked in parts may begin as
   * what only serves the connection does.
   */
  like(to: Peer, { protocol }: Exchange, question: Question, isWhole: boolean): Entry | null {
    const alike = this.entries.filter(
      (entry) =>
        entry.recorded.exchange.protocol === protocol &&
        isSamePeer(entry.recorded.to, to) &&
        (entry.question.isSession === question.isSession || !isWhole) &&
        kinship(entry.question.operation, question.operation) >= LIKE,
    )
    // What else is asked says most of all which one it is.
    const rank = (entry: Entry): number =>
      (this.#changes(entry, question).length === 0 ? 4 : 0) +
      (entry.uses === 0 ? 2 : 0) +
      kinship(entry.question.operation, question.operation)
    return alike.toSorted((a, b) => rank(b) - rank(a))[0] ?? null
  }

  /**
   * When the next exchange begins that is yet to be asked for.
   *
   * @param time - the present one, which only goes on
   */
  nextAfter(time: number): number {
    const isPast = ({ uses, recorded }: Entry): boolean => uses > 0 || recorded.exchange.at < time
    let next = this.entries[this.#following]
    while (next && isPast(next)) next = this.entries[++this.#following]
    return next?.recorded.exchange.at ?? Infinity
  }

  /** How many exchanges should have been asked for before one. */
  before(entry: Entry): number {
    const at = this.entries.indexOf(entry)
    return this.entries.slice(0, at).filter(({ uses, question }) => uses === 0 && !question.isSession).length
  }

  /** Whether a connection was asked the very same. */
  isAsked(connection: number, { question, key }: Entry): boolean {
    const its = this.#byConnection().get(connection) ?? []
    return its.some((other) => other.question.operation === question.operation && other.key === key)
  }

  /**
   * What a server says next on a connection, unasked: up to what it has to be asked for first.
   *
   * @param isSure - whether it is known to be that connection; else it is once it has asked what only serves it, too
   */
  unasked(connection: number, isSure: boolean): Entry[] {
    const next: Entry[] = []
    for (const entry of this.#byConnection().get(connection) ?? []) {
      if (entry.uses > 0 || (isSure && entry.question.isSession)) continue
      if (entry.question.operation !== UNASKED) break
      next.push(entry)
    }
    return next
  }

  /** Why there was no connection to a server, or no address for its name; null where there was. */
  failureOf(to: Peer): Entry | null {
    return this.#failures.find(({ recorded, uses }) => uses === 0 && isSamePeer(recorded.to, to)) ?? null
  }

  /** Whether there was no connection to a server, or no address for its name. */
  isOutOfReach(to: Peer): boolean {
    if (this.#failures.length === 0) return false
    return this.failureOf(to) !== null || this.failureOf({ ...to, port: 0 }) !== null
  }

  /** Whether anything was recorded with a server. */
  knows(to: Peer): boolean {
    return this.entries.some(({ recorded }) => isSamePeer(recorded.to, to))
  }

  /** Whether there is a conversation with a server left of which no lens knows the protocol. */
  hasConversation(to: Peer): boolean {
    return this.entries.some(({ recorded, uses }) => {
      const { exchange } = recorded
      return uses === 0 && exchange.protocol === 'raw' && exchange.endedAt !== null && isSamePeer(recorded.to, to)
    })
  }

  #allChanges(entry: Entry, asked: Question): Change[] {
    const { operation: recorded } = entry.question
    const actual = asked.operation
    const isSame = recorded === actual || this.wildcards.isSame(recorded, actual)
    return [...(isSame ? [] : [{ path: '$.operation', recorded, actual }]), ...this.#changes(entry, asked)]
  }

  #changes({ question: { details }, isLoose }: Entry, asked: Question): Change[] {
    return changes(details, asked.details, isLoose ? { isSame: this.wildcards.isSame } : {})
  }

  /** The very same, letter by letter; not of what may answer more than once. */
  #signed(to: Peer, asked: Exchange): Entry | null {
    const inOrder = this.#inOrder(to, asked)
    if (inOrder) return inOrder
    const all = this.#bySignature()
    const signature = all.size === 0 ? null : this.#signatureOf(asked)
    const same = signature === null ? undefined : all.get(signature)
    const found = same ? this.#best(same, to) : null
    return found?.uses === 0 ? found : null
  }

  /** Those that are unused before those that are not, those of the same server before others, then the nearest, or the first. */
  #best(entries: readonly Entry[], to: Peer): Entry | null {
    let found: Entry | null = null
    let least = Infinity
    for (const entry of entries) {
      const rank = (entry.uses === 0 ? 0 : 2) + (isSamePeer(entry.recorded.to, to) ? 0 : 1)
      if (rank === 0 && !this.#nearness) return entry
      if (rank > least || (rank === least && !(found && this.#isNearer(entry, found)))) continue
      found = entry
      least = rank
    }
    return found
  }

  #isNearer({ recorded }: Entry, than: Entry): boolean {
    const nearness = this.#nearness
    return nearness !== undefined && nearness.distance(recorded) < nearness.distance(than.recorded)
  }

  /** The first one that is left, where it is the very same: most programs ask in the order in which they have before. */
  #inOrder(to: Peer, asked: Exchange): Entry | null {
    while ((this.entries[this.#next]?.uses ?? 0) > 0) this.#next++
    const first = this.entries[this.#next]
    if (!first || this.#nearness || this.#rules?.has(asked.protocol)) return null
    const { to: its, exchange } = first.recorded
    if (exchange.protocol !== asked.protocol || !isSamePeer(its, to)) return null
    return responderOf(asked.protocol).isSame?.(asked, exchange) ? first : null
  }

  #ofOperation(operation: string): readonly Entry[] {
    const { all, loose } = this.#operations()
    const exact = all.get(operation) ?? []
    if (loose.length === 0) return exact
    const like = loose.filter((it) => it !== operation && this.wildcards.isSame(it, operation))
    return [...exact, ...like.flatMap((it) => all.get(it) ?? [])]
  }

  /** Those of operations that differ from it in nothing but times and generated ids: a statement with its values in it. */
  #ofVarying(operation: string): readonly Entry[] {
    const its = withoutVolatile(operation)
    return its === operation ? [] : (this.#varying().get(its) ?? [])
  }

  #unfinished(to: Peer, asked: Exchange, question: Question, left: readonly Entry[]): Found {
    const { mayBecome } = responderOf(asked.protocol)
    if (!mayBecome) {
      const entry = this.#best(left, to)
      // The client asks on once this has been answered.
      return entry ? { kind: 'found', entry, changes: [] } : this.#miss(asked, question)
    }
    const hasRules = this.#rules?.has(asked.protocol) ?? false
    const goesOn = left.some((entry) =>
      hasRules ? mayBecomeBy(question, entry.question) : mayBecome(asked, entry.recorded.exchange, this.wildcards),
    )
    return goesOn ? { kind: 'wait' } : this.#miss(asked, question)
  }

  #miss(asked: Exchange, question: Question): Found {
    return { kind: 'miss', used: false, nearest: this.#candidates(asked, question) }
  }

  /** Those that are left of the protocol; those whose operation begins alike come first. */
  #candidates({ protocol }: Exchange, { operation }: Question): Entry[] {
    return this.entries
      .filter(
        ({ recorded, uses, question }) => recorded.exchange.protocol === protocol && uses === 0 && !question.isSession,
      )
      .toSorted((a, b) => alike(b.question.operation, operation) - alike(a.question.operation, operation))
      .slice(0, CANDIDATES)
  }
}

function isLeft({ uses, question }: Entry): boolean {
  return uses === 0 || question.isSession
}

/** What every lens calls that which a server says by itself. */
const UNASKED = 'unasked'

/** @returns whether it is the first one of its key */
function addTo<K>(lists: Map<K, Entry[]>, key: K, entry: Entry): boolean {
  const list = lists.get(key)
  if (list) list.push(entry)
  else lists.set(key, [entry])
  return list === undefined
}

/** How many letters at their beginning two texts have in common. */
function alike(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length
}

function keyOf({ details }: Question): string {
  return canonical(details)
}
