/** What a test asks in a replay, and from which lines: for what is told of it once it is over. */
import { OriginalWeakSet } from '../../originals.ts'
import type { HttpExchange } from '../../lens/http1/exchange.ts'
import type { Exchange } from '../../lens/lens.ts'
import { moved, type Recorded } from '../../lens/recorded.ts'
import type { Asked as ScopeAsked, Scope } from '../../scope/scope.ts'
import type { Asked } from '../behaviour.ts'
import { Places, type Trail } from '../places.ts'

/** One for all tests of the process: they may run at the same time. */
const places = new Places()
let watching = 0
let stopWatching: (() => void) | null = null

function watch(): void {
  if (watching++ === 0) stopWatching = places.watch()
}

function leave(): void {
  if (--watching === 0) stopWatching?.()
}

/** What was asked; its lines are yet to be found in the source. */
export type Seen = Omit<Asked, 'trail'> & { readonly sites: Trail }

/** Where nobody asks for the lines. */
const NOWHERE: Trail = []

export class Witness {
  readonly #keepsLines: boolean
  readonly #asked: (ScopeAsked & { readonly at: number; readonly sites: Trail })[] = []
  readonly #known = new OriginalWeakSet<object>()
  /** By request: from which lines it was sent, and has not been asked yet. */
  readonly #sent = new Map<string, Trail[]>()
  #scope: Scope | null = null
  /** When that was recorded which has come furthest. */
  #reached = -Infinity
  #isInOrder = true

  /**
   * @param keepsLines - whether it keeps from which lines all of it is asked. That takes longer than to answer it; else only
   * what differs is looked up, by the stack alone
   */
  constructor(keepsLines: boolean) {
    this.#keepsLines = keepsLines
  }

  watch(scope: Scope): void {
    this.#scope = scope
    if (!this.#keepsLines) return
    watch()
    scope.onceOver(leave)
  }

  readonly take = (asked: ScopeAsked): void => {
    // A conversation in turns comes in parts.
    if (this.#known.has(asked.exchange)) return
    this.#known.add(asked.exchange)
    const { exchange, to, entry, changes } = asked
    const recordedAt = entry?.recorded.exchange.at ?? Infinity
    if (recordedAt < this.#reached) this.#isInOrder = false
    else if (entry) this.#reached = recordedAt
    const isOther = entry === null || changes.length > 0
    const sites = this.#keepsLines ? places.sites : isOther ? this.#sitesOf(exchange) : NOWHERE
    this.#asked.push({ exchange, to, entry, changes, at: this.#scope?.now ?? 0, sites })
  }

  readonly sends = (exchange: HttpExchange): void => {
    if (this.#keepsLines) return
    const request = requestOf(exchange)
    this.#sent.set(request, [...(this.#sent.get(request) ?? []), places.sites])
  }

  /** Whether all that was answered was asked in the order in which it was recorded. */
  get isInOrder(): boolean {
    return this.#isInOrder
  }

  #sitesOf(exchange: Exchange): Trail {
    const { sites } = places
    if (sites.length > 0 || exchange.protocol !== 'http') return sites
    return this.#sent.get(requestOf(exchange as HttpExchange))?.shift() ?? NOWHERE
  }

  /**
   * What was asked with what has answered it, at times of the recording: by those of this run, something would come before what
   * it was asked after. Undefined where nothing has answered.
   */
  get answered(): (Recorded | undefined)[] {
    const kept = new Map(this.#scope?.exchanges.map((it) => [it.exchange, it]))
    return this.#asked.map(({ exchange, entry, at }) => {
      const its = kept.get(exchange)
      if (!its || !entry) return undefined
      // It is said on the connection that the answer was on.
      return { ...its, connection: entry.recorded.connection, exchange: moved(its.exchange, at - its.exchange.at) }
    })
  }

  /** All of it, in its order, with the lines that ran. */
  get seen(): Seen[] {
    const numbers = new Map(this.#scope?.index?.entries.map((entry, i) => [entry, i]))
    return this.#asked.map(({ exchange, to, entry, changes, at, sites }) => ({
      exchange,
      to,
      at,
      during: null,
      isAnswered: entry !== null,
      same: entry && changes.length === 0 ? (numbers.get(entry) ?? null) : null,
      sites,
    }))
  }
}

function requestOf({ request }: HttpExchange): string {
  return `${request?.method} ${request?.target}`
}
