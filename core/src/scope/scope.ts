/** What one test has recorded, or is replayed from. */
import type { RetraceError } from '../errors.ts'
import { elapsed, originalNow } from '../originals.ts'
import type { Exchange, Peer } from '../lens/lens.ts'
import type { Recorded } from '../lens/recorded.ts'
import { ExchangeIndex } from '../player/exchange-index.ts'
import { Timeline, type TimelineOptions } from '../player/timeline.ts'
import { Draws, type DrawsData } from './draws.ts'

export type ScopeMode = 'record' | 'replay'

/** What was not as recorded. */
export interface ScopeDivergence {
  readonly kind: 'extra' | 'changed'
  readonly error: RetraceError
}

export interface ReplayData {
  /** When it was recorded, in milliseconds since 1970. */
  readonly began: number
  readonly random: DrawsData
  readonly exchanges: readonly Recorded[]
}

export interface ScopeOptions {
  readonly name: string
  /** What the clock says: what was recorded, the truth, or from a time on (in milliseconds since 1970). */
  readonly time: 'recorded' | 'real' | number
  readonly random: 'recorded' | 'real'
  /** Hosts that stay live, as they are asked for: `localhost`, `127.0.0.1:8080`. */
  readonly allow: readonly string[]
}

/** An exchange that has begun, and the connection that it is on. */
interface Begun {
  readonly to: Peer
  readonly line: object
  readonly exchange: Exchange
}

export class Scope {
  readonly options: ScopeOptions
  readonly mode: ScopeMode
  /** In milliseconds since 1970. */
  readonly began: number
  /** When it began by this process's clock, in milliseconds. */
  readonly zero: number = elapsed()
  readonly draws: Draws
  /** Only in replay. */
  readonly index: ExchangeIndex | null
  readonly timeline: Timeline | null
  readonly divergences: ScopeDivergence[] = []
  /** What has been recorded, or what has answered, in the order in which it was over; times are those of the process. */
  readonly exchanges: Recorded[] = []
  /** Whose answers are still on their way. */
  readonly #begun = new Map<Exchange, Begun>()
  readonly #connections = new Map<object, number>()
  isActive = true

  constructor(
    options: ScopeOptions,
    replayed: { readonly data: ReplayData; readonly timeline: TimelineOptions } | null,
  ) {
    this.options = options
    this.mode = replayed ? 'replay' : 'record'
    const from = replayed?.data.began ?? originalNow()
    this.began = typeof options.time === 'number' ? options.time : from
    this.draws = new Draws(replayed?.data.random ?? null)
    this.index = replayed && new ExchangeIndex(replayed.data.exchanges)
    this.timeline = replayed && new Timeline(replayed.timeline)
  }

  /** Milliseconds since the scope began: by the virtual clock, or by the real one. */
  get now(): number {
    return this.timeline ? this.timeline.now : elapsed() - this.zero
  }

  allows(peer: Peer): boolean {
    return this.options.allow.some((host) => host === peer.host || host === `${peer.host}:${peer.port}`)
  }

  begin(exchange: Exchange, to: Peer, line: object): void {
    this.#begun.set(exchange, { exchange, to, line })
  }

  /** @param broke - how its connection ended before it was over */
  keep(exchange: Exchange, to: Peer, line: object, broke: string | null): void {
    this.#begun.delete(exchange)
    this.exchanges.push({ to, connection: this.numberOf(line), exchange, broke })
  }

  /** Whether an answer is on its way. */
  get isWaiting(): boolean {
    return this.#begun.size > 0
  }

  /** The number of a connection within this scope. */
  numberOf(line: object): number {
    const number = this.#connections.get(line) ?? this.#connections.size + 1
    this.#connections.set(line, number)
    return number
  }

  /** Connections that have been used, with their numbers. */
  get connections(): ReadonlyMap<object, number> {
    return this.#connections
  }

  /** Ends the scope: what is under way is kept as far as it came. */
  end(): void {
    this.isActive = false
    this.timeline?.end()
    for (const { exchange, to, line } of this.#begun.values()) this.keep({ ...exchange, endedAt: null }, to, line, null)
  }
}
