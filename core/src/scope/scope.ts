/** What one test has recorded, or is replayed from. */
import type { RetraceError } from '../errors.ts'
import { elapsed, originalNow } from '../originals.ts'
import { setOwnImmediate } from '../own-immediate.ts'
import type { Exchange, Peer } from '../lens/lens.ts'
import { moved, type Recorded, UNFINISHED } from '../lens/recorded.ts'
import type { HttpExchange } from '../lens/http1/exchange.ts'
import type { Change } from '../player/changes.ts'
import { type Entry, ExchangeIndex } from '../player/exchange-index.ts'
import type { MatchRules } from '../player/match.ts'
import { Timeline, type TimelineOptions } from '../player/timeline.ts'
import { ClockReads, type ClockReadsData, ReplayedClockReads } from './clock-reads.ts'
import { type Drawn, Draws, type DrawsData } from './draws.ts'
import { Pace, type PaceData, ReplayedPace } from './pace.ts'

export type ScopeMode = 'record' | 'replay'

/** What was asked in a replay, and what has answered it. */
export interface Asked {
  readonly exchange: Exchange
  readonly to: Peer
  /** Null where nothing has. */
  readonly entry: Entry | null
  /** What of it is asked otherwise; empty where it is the very same. */
  readonly changes: readonly Change[]
}

/** What was not as recorded. */
export interface ScopeDivergence {
  readonly kind: 'extra' | 'changed'
  readonly error: RetraceError
  /** What it is about, for machines; not where that is no request. */
  readonly asked?: Asked
}

export interface ReplayData {
  /** When it was recorded, in milliseconds since 1970. */
  readonly began: number
  readonly random: DrawsData
  /** What the clock said; not of a fixture that was made otherwise. */
  readonly clock?: ClockReadsData
  readonly exchanges: readonly Recorded[]
  /** Only of a whole run that failed. */
  readonly pace?: PaceData
  /** Texts in it that stand for secrets: any text is taken for each of them. */
  readonly placeholders?: readonly string[]
}

/** What a scope is replayed from, and how. */
export interface Replayed {
  readonly data: ReplayData
  readonly timeline: TimelineOptions
  /** Whether what is not in the fixture is asked of the real servers, to be added to it. */
  readonly adds: boolean
}

export interface ScopeOptions {
  readonly name: string
  /** What the clock says: what was recorded, the truth, or from a time on (in milliseconds since 1970). */
  readonly time: 'recorded' | 'real' | number
  readonly random: 'recorded' | 'real'
  /** The file of its fixture, for messages. */
  readonly fixture: string
  /** Files whose reading is recorded; null where none is. */
  readonly files: RegExp | null
  /** What counts of a request; null where nothing is said of that. */
  readonly match: MatchRules | null
  /** Hosts that stay live, as they are asked for: `localhost`, `127.0.0.1:8080`. */
  readonly allow: readonly string[]
  /** Whether it holds a whole test, which need not know of it: nothing is other than it would be without. */
  readonly isCapture: boolean
  /**
   * Where code that has changed is looked at. What the recording doesn't have is answered by what comes next to it, as far as
   * there is such a thing.
   */
  readonly review?: Review
  /** Told of all that is asked in a replay. */
  readonly asked?: (asked: Asked) => void
  /** Told of what `fetch` sends over a connection, which asks for it later: here the stack has yet who called it. */
  readonly sends?: (exchange: HttpExchange) => void
}

export interface Review {
  /** How far something recorded is from what is asked now: of several that are the very same, the least answers. */
  distance(recorded: Recorded): number
  /**
   * Gives what is drawn at random now.
   *
   * @param next - takes what was drawn next by the same function when it was recorded
   */
  draw(name: string, next: () => Drawn): Drawn
}

/** An exchange that has begun, and the connection that it is on. */
interface Begun {
  readonly to: Peer
  readonly line: object
  readonly exchange: Exchange
  /** How far the scope's time was from that of the process, in milliseconds. */
  readonly shift: number
  /** Whether a server was asked. */
  readonly isLive: boolean
}

export class Scope {
  readonly options: ScopeOptions
  readonly mode: ScopeMode
  /** In milliseconds since 1970. */
  readonly began: number
  /** When it really began, in milliseconds since 1970. */
  readonly startedAt: number = originalNow()
  /** When it began by this process's clock, in milliseconds. */
  readonly zero: number = elapsed()
  readonly draws: Draws
  /** Only of a recording. */
  readonly clockReads: ClockReads | null
  /** Only in a replay whose clock says what was recorded. */
  readonly replayedClockReads: ReplayedClockReads | null
  /** Only of a capture. */
  readonly pace: Pace | null
  /** Only in the replay of one. */
  readonly replayedPace: ReplayedPace | null
  /** Only in replay. */
  readonly index: ExchangeIndex | null
  readonly timeline: Timeline | null
  /** Whether what its fixture does not have is asked of the real servers. */
  readonly adds: boolean
  /** What has been asked of them, with times from the beginning of the scope. */
  readonly added: Recorded[] = []
  readonly divergences: ScopeDivergence[] = []
  /** What a server of the test had caught when it last answered that it has failed; undefined where that is not known. */
  caught: unknown
  /** What has been recorded, or what has answered, in the order in which it was over; times are those of the process. */
  readonly exchanges: Recorded[] = []
  /** Whose answers are still on their way. */
  readonly #begun = new Map<Exchange, Begun>()
  readonly #connections = new Map<object, number>()
  /** The highest number that a connection of the fixture has. */
  readonly #taken: number
  isActive = true
  /** How many of its answers are due, and wait for those of other scopes on their connection: its time doesn't jump then. */
  heldBack = 0
  readonly #endings = new Set<() => void>()
  #completed: (() => void) | null = null

  constructor(options: ScopeOptions, replayed: Replayed | null) {
    this.options = options
    this.mode = replayed ? 'replay' : 'record'
    const from = replayed?.data.began ?? this.startedAt
    this.began = typeof options.time === 'number' ? options.time : from
    this.draws = new Draws(replayed?.data.random ?? null)
    const clock = options.time === 'real' ? undefined : replayed?.data.clock
    this.clockReads = replayed || options.isCapture ? null : new ClockReads()
    this.replayedClockReads = clock === undefined ? null : new ReplayedClockReads(clock)
    this.pace = options.isCapture && !replayed ? new Pace() : null
    this.replayedPace = replayed?.data.pace ? new ReplayedPace(replayed.data.pace) : null
    this.index =
      replayed && new ExchangeIndex(replayed.data.exchanges, options.match, replayed.data.placeholders, options.review)
    this.adds = replayed?.adds ?? false
    const taken = this.adds ? (replayed?.data.exchanges ?? []).map(({ connection }) => connection) : []
    this.#taken = Math.max(0, ...taken)
    const isBusy = (): boolean => this.heldBack > 0 || (replayed?.timeline.isBusy() ?? false)
    this.timeline = replayed && new Timeline({ ...replayed.timeline, isBusy, isAwaited: () => this.isWaiting })
  }

  /** Milliseconds since the scope began: by the virtual clock, or by the real one. */
  get now(): number {
    return this.timeline ? this.timeline.now : elapsed() - this.zero
  }

  /**
   * Does something at a time of its own; in the next turn of the loop where its time is the real one, or over.
   *
   * @param isDirect - see `Due`
   */
  at(time: number, run: () => void, isIdle?: () => boolean, isDirect?: boolean): void {
    if (this.timeline && this.isActive) this.timeline.add(time, run, isIdle, isDirect)
    else setOwnImmediate(run)
  }

  /** What the program draws by a function; null where nothing recorded is left. */
  draw(name: string): Drawn {
    const next = (): Drawn => this.draws.take(name)
    return this.options.review ? this.options.review.draw(name, next) : next()
  }

  /** Whether random values that no fixture has are for one. */
  get keepsDraws(): boolean {
    return this.mode === 'record' || this.adds
  }

  /** Whether it only looks on. */
  get isPassive(): boolean {
    return this.pace !== null
  }

  allows(peer: Peer): boolean {
    return this.options.allow.some((host) => host === peer.host || host === `${peer.host}:${peer.port}`)
  }

  /** Whether any server of a host stays live. */
  allowsAny(host: string): boolean {
    return this.options.allow.some((allowed) => allowed === host || allowed.startsWith(`${host}:`))
  }

  /** @param isLive - whether a server is asked, and not the fixture */
  begin(exchange: Exchange, to: Peer, line: object, isLive: boolean): void {
    // By the scope's time it begins now; the process may have taken a while to see that nothing recorded answers it.
    this.#begun.set(exchange, { exchange, to, line, shift: this.now - exchange.at, isLive })
  }

  /** @param broke - how its connection ended before it was over */
  keep(exchange: Exchange, to: Peer, line: object, broke: string | null, isLive: boolean): void {
    const begun = this.#begun.get(exchange)
    this.#begun.delete(exchange)
    const recorded: Recorded = { to, connection: this.numberOf(line), exchange, broke }
    this.exchanges.push(recorded)
    if (!this.adds || !isLive) return
    const added = moved(exchange, begun?.shift ?? this.now - elapsed())
    this.added.push({ ...recorded, exchange: added })
    this.timeline?.reach(added.endedAt ?? added.at)
  }

  /** What was under way when the scope ended has been answered since. */
  complete(exchange: Exchange): void {
    const at = this.exchanges.findIndex((it) => it.exchange === exchange)
    const unfinished = this.exchanges[at]
    if (unfinished?.broke !== UNFINISHED) return
    this.exchanges[at] = { ...unfinished, broke: null }
    this.#completed?.()
  }

  /** Does something each time that an exchange is answered that was under way when the scope ended. */
  onCompleted(run: () => void): void {
    this.#completed = run
  }

  /** What has begun is not kept. */
  drop(exchange: Exchange): void {
    this.#begun.delete(exchange)
  }

  /** What a test may not do: it gave what can't be kept, or a connection was lost. */
  fails(error: RetraceError): void {
    this.divergences.push({ kind: 'extra', error })
  }

  /** Something was asked that has no answer. */
  lacks(asked: Asked, error: RetraceError): void {
    this.options.asked?.(asked)
    this.divergences.push({ kind: 'extra', error, asked })
  }

  /** Something was asked, and is answered; where it was recorded otherwise, that is an error. */
  answers(asked: Asked, errorOf: () => RetraceError): void {
    this.options.asked?.(asked)
    if (asked.changes.length > 0) this.divergences.push({ kind: 'changed', error: errorOf(), asked })
  }

  /** There is no connection to a server, or no address for its name. */
  fail(exchange: Exchange, to: Peer, why: string): void {
    this.keep(exchange, to, to, why, true)
  }

  /** What was kept is taken back. */
  forget(exchange: Exchange): void {
    const at = this.exchanges.findIndex((it) => it.exchange === exchange)
    if (at < 0) return
    const [forgotten] = this.exchanges.splice(at, 1)
    const added = this.added.findIndex(({ connection }) => connection === forgotten?.connection)
    if (added >= 0) this.added.splice(added, 1)
  }

  /** What is under way now. */
  get unfinished(): readonly Pick<Recorded, 'to' | 'exchange'>[] {
    return [...this.#begun.values()].filter(({ exchange }) => exchange.endedAt === null)
  }

  /** Whether an answer is on its way. */
  get isWaiting(): boolean {
    return this.#begun.size > 0
  }

  /** The number of a connection within this scope. */
  numberOf(line: object): number {
    const known = this.#connections.get(line)
    if (known !== undefined) return known
    const number = this.#taken + this.#connections.size + 1
    this.#connections.set(line, number)
    return number
  }

  /** A connection goes on as one that was recorded. */
  goOnAs(line: object, number: number): void {
    if (this.adds && !this.#connections.has(line)) this.#connections.set(line, number)
  }

  /** Connections that have been used, with their numbers. */
  get connections(): ReadonlyMap<object, number> {
    return this.#connections
  }

  /** Does something as soon as the scope has ended; once, however often it is asked for. */
  onceOver(run: () => void): void {
    this.#endings.add(run)
  }

  /** Ends the scope: what is under way is kept as far as it came. */
  end(): void {
    this.isActive = false
    this.timeline?.end()
    for (const { exchange, to, line, isLive } of this.#begun.values())
      this.keep(exchange, to, line, exchange.endedAt === null ? UNFINISHED : null, isLive)
    for (const run of this.#endings) run()
  }
}
