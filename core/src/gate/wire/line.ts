/** A connection of the program's to a server, as tests see it: recorded, answered from fixtures, or each in turn. */
import { elapsed } from '../../originals.ts'
import { decodeConversation, responderOf } from '../../lens/index.ts'
import type { Ask, Decoder, Exchange, Peer } from '../../lens/lens.ts'
import { isUnasked } from '../../lens/turns.ts'
import { isOutside, promises, scopeOfConnection } from '../../scope/active.ts'
import type { Scope } from '../../scope/scope.ts'
import type { Behind } from './behind.ts'
import type { Within } from './within.ts'

/** More than any client says before it sends what it is there for. */
const MAX_SESSION = 40

/**
 * Whether who sends a request is the one who asks: where only one scope is active, and in HTTP, which has a connection
 * for each request.
 */
function isSure({ protocol }: Exchange): boolean {
  return !promises.isWatching || protocol === 'http'
}

interface Owner {
  readonly scope: Scope
  /** Else its answer will tell. */
  readonly isSure: boolean
}

export class Line {
  readonly id: number
  readonly to: Peer
  /** Whether nothing is behind it. */
  isVirtual: boolean
  /** Whether that is so because a scope is replayed, and not for want of a server. */
  isReplayed = false
  /** The server that goes on where fixtures have answered so far. */
  behind: Behind | null = null
  /** Leads to a server of this process that listens at nothing: no fixture has any part in it. */
  within: Within | null = null
  /** The scope on whose behalf it was opened. */
  opener: Scope | null = null
  /** Whether anything has been asked on it. */
  isUsed = false
  /** Of its server, where it was asked for one; a host may have several. */
  address = ''
  /** Whether it is one of a database, which knows its client from then on. */
  isLoggedIn = false
  /** Whether anything on it was answered from a fixture. */
  isTouched = false
  /** The connection that runs over it (TLS), or under it. */
  above: Line | null = null
  below: Line | null = null
  /** What served the connection, for fixtures of the tests that use it. */
  readonly session: Exchange[] = []
  readonly #decoder: Decoder
  readonly #owners = new WeakMap<Exchange, Owner>()
  /** What has been sent and belongs to no request yet; and what requests are made of, until they are answered. */
  #unasked: Buffer[] = []
  readonly #requests = new WeakMap<Exchange, Buffer>()
  /** Requests that have been passed on to the server, with what goes on once they are over. */
  readonly #passed = new Map<Exchange, () => void>()
  /** Exchanges that were asked for by code which is kept out of every scope. */
  readonly #outside = new WeakSet<Exchange>()
  /** Exchanges that the server answers for a scope. */
  readonly #live = new WeakSet<Exchange>()
  /** Whether all of it goes to the server from now on: a conversation in turns that began there. */
  isLetThrough = false
  /** Whether a connection has been made on which nothing has come or gone yet. */
  isFresh = false
  /** Requests that a fixture has yet to answer. */
  readonly #asked = new Set<Exchange>()
  /** What fixtures have answered and its server has to know, as requests. */
  #untold: Uint8Array[] = []
  /** Whether anything was asked on it that does more than serve it. */
  #isEngaged = false
  /** Whether all of the kind can be told. */
  #canBeTold = true
  /** Requests that a live server has yet to answer. */
  readonly #open = new Set<Exchange>()
  #last: Scope | null = null
  #broke: string | null = null
  /** Whether the program has said that it sends no more: a server hangs up then, answered or not. */
  isLeft = false
  #isOver = false

  /** @param ask - told of what is asked where a fixture has to answer */
  constructor(id: number, to: Peer, isVirtual: boolean, ask: Ask) {
    this.id = id
    this.to = to
    this.isVirtual = isVirtual
    this.#decoder = decodeConversation(
      to,
      (exchange) => this.#over(exchange),
      (exchange, isWhole, unread = 0) => {
        if (isUnasked(exchange)) return this.#turnBegun(exchange)
        if (this.#isAnswered) {
          this.#cut(exchange, unread)
          this.#asked.add(exchange)
          const { introduction, question } = responderOf(exchange.protocol)
          if (!introduction) this.#canBeTold = false
          this.#isEngaged ||= !question(exchange).isSession
          this.isLoggedIn ||= exchange.protocol === 'postgres' || exchange.protocol === 'mysql'
          return ask(exchange, isWhole)
        }
        if (isWhole) this.begins(exchange)
        else if (responderOf(exchange.protocol).mayBecome) this.#turnBegun(exchange)
      },
    )
  }

  /** Whether what is being sent goes to a fixture. */
  #isAnswered = false

  /** Whether a live server owes an answer. */
  get awaits(): boolean {
    return this.#open.size > 0 || (this.isFresh && !this.isVirtual)
  }

  sent(bytes: Uint8Array, isAnswered: boolean): void {
    this.#isAnswered = isAnswered
    this.isFresh = false
    if (isAnswered) this.isTouched = true
    // The program may write into it again.
    if (isAnswered && this.#mayPass) this.#unasked.push(Buffer.from(bytes))
    this.#decoder.take('client', { at: elapsed(), bytes })
  }

  received(bytes: Uint8Array): void {
    this.isFresh = false
    this.#decoder.take('server', { at: elapsed(), bytes })
  }

  /** @param broke - `EOF`, or the code of an error; null where the program itself hung up */
  over(broke: string | null): void {
    if (this.#isOver) return
    this.#isOver = true
    this.isFresh = false
    this.#broke = this.isLeft && broke === 'EOF' ? null : broke
    void this.#decoder.end()
    this.#open.clear()
  }

  /** Whether what is being sent may turn out to be for the server. */
  get #mayPass(): boolean {
    const scope = scopeOfConnection()
    return scope?.adds === true || (this.isVirtual && isServed(scope, this.to))
  }

  /** Whether a server can go on where fixtures have answered so far. */
  get canGoOn(): boolean {
    return this.isVirtual && this.isReplayed && this.#canBeTold && (!this.to.secure || this.isSecured)
  }

  /** Whether TLS has begun on it without anything else being asked before (a proxy). */
  get isSecured(): boolean {
    const { below } = this
    return below !== null && below.canGoOn && !below.#isEngaged
  }

  /** Whether its server doesn't know all that was said on it. */
  get isUntold(): boolean {
    return this.#untold.length > 0 || (this.isTouched && !this.#canBeTold)
  }

  /** What its server has to be told before anything else. */
  tell(): readonly Uint8Array[] {
    return this.#untold.splice(0)
  }

  /** Whether what is asked is for the server. */
  isForServer(exchange: Exchange): boolean {
    if (!this.canGoOn) return false
    if (this.#passed.has(exchange)) return true
    const scope = scopeOfConnection()
    if (scope) return isServed(scope, this.to)
    // A test may be over before its client has made ready, and clients take leave when all tests are: no server need be there.
    const { question, introduction } = responderOf(exchange.protocol)
    return (this.#isEngaged || !question(exchange).isSession) && !introduction?.isFarewell?.(exchange)
  }

  /** An exchange has begun, on behalf of a scope; `isSure` where its answer need not tell. */
  belongs(exchange: Exchange, scope: Scope, isSure: boolean): void {
    this.#last = scope
    this.#owners.set(exchange, { scope, isSure })
    if (isSure) scope.begin(exchange, this.to, this, this.#live.has(exchange))
  }

  /**
   * A request is for the server to answer, on behalf of a scope or, where it only serves the connection, of nobody.
   *
   * @returns what is to be sent there
   */
  pass(exchange: Exchange, scope: Scope | null, over: () => void): Buffer {
    this.#passed.set(exchange, over)
    this.#open.add(exchange)
    if (responderOf(exchange.protocol).mayBecome) this.isLetThrough = true
    if (scope) {
      this.#live.add(exchange)
      this.belongs(exchange, scope, true)
    }
    const bytes = this.#requests.get(exchange) ?? Buffer.alloc(0)
    this.#requests.delete(exchange)
    return bytes
  }

  /** What has been sent up to here belongs to a request. */
  #cut(exchange: Exchange, unread: number): void {
    if (this.#unasked.length === 0) return
    const all = Buffer.concat(this.#unasked)
    const end = Math.max(0, all.length - unread)
    this.#unasked = end < all.length ? [all.subarray(end)] : []
    const before = this.#requests.get(exchange)
    const its = all.subarray(0, end)
    this.#requests.set(exchange, before ? Buffer.concat([before, its]) : its)
  }

  /** Whether it was opened for a request of a test that is over: an HTTP client opens one for each that finds none free. */
  isStray({ protocol }: Exchange): boolean {
    return protocol === 'http' && !this.isUsed && this.opener?.isActive === false
  }

  /** Whether a fixture owes an answer; a conversation in turns is never over. */
  get isAnswering(): boolean {
    return this.#asked.size > 0
  }

  /** A request is for the server, on behalf of whoever asks. */
  begins(exchange: Exchange): void {
    this.#open.add(exchange)
    const scope = scopeOfConnection()
    if (isOutside()) this.#outside.add(exchange)
    if (!scope || scope.allows(this.to)) return
    this.#live.add(exchange)
    this.belongs(exchange, scope, isSure(exchange))
  }

  /** A turn of a conversation is over once the client speaks again: the last one would be, when the test is long over. */
  #turnBegun(exchange: Exchange): void {
    const scope = scopeOfConnection()
    if (!scope || isOutside() || scope.allows(this.to) || this.#owners.has(exchange)) return
    if (scope.mode === 'replay' && (!scope.adds || this.isVirtual)) return
    this.#live.add(exchange)
    this.belongs(exchange, scope, this.opener === scope || isSure(exchange))
  }

  #over(exchange: Exchange): void {
    const isLiveNow = this.#open.delete(exchange)
    if (this.#asked.delete(exchange) && !isLiveNow) this.#answered(exchange)
    if (!this.isVirtual || isLiveNow) this.serves(exchange)
    const broke = exchange.endedAt === null ? this.#broke : null
    const isLive = this.#live.has(exchange)
    const over = this.#passed.get(exchange)
    this.#passed.delete(exchange)
    const keep = (scope: Scope | null): void => {
      if (!scope || scope.allows(this.to)) return
      if (scope.isActive) scope.keep(exchange, this.to, this, broke, isLive)
      // A turn of a conversation ends when the next begins, maybe of another test.
      else if (exchange.endedAt !== null && !responderOf(exchange.protocol).mayBecome) scope.complete(exchange)
    }
    try {
      if (!this.#outside.has(exchange)) this.#keep(exchange, keep)
    } finally {
      over?.()
    }
  }

  /** A server has said what may only serve the connection. */
  serves(exchange: Exchange): void {
    if (this.session.length < MAX_SESSION && responderOf(exchange.protocol).question(exchange).isSession)
      this.session.push(exchange)
  }

  #answered(exchange: Exchange): void {
    const untold = responderOf(exchange.protocol).introduction?.tell(exchange)
    if (untold) this.#untold.push(untold)
  }

  #keep(exchange: Exchange, keep: (scope: Scope | null) => void): void {
    const owner = this.#owners.get(exchange)
    // What belongs to a test that is over is nobody's.
    if (owner?.isSure) return keep(owner.scope)
    const probable = [owner?.scope, this.#last].find((scope) => scope?.isActive) ?? scopeOfConnection()
    if (isSure(exchange) || probable?.mode === 'replay') return keep(probable)
    promises.claim((scope) => keep(scope ?? probable))
  }
}

/** Whether a scope has what it asks of a server answered by it. */
function isServed(scope: Scope | null, by: Peer): boolean {
  return scope?.mode !== 'replay' || scope.allows(by)
}
