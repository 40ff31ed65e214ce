/** A connection of the program's to a server, as tests see it: recorded, answered from fixtures, or each in turn. */
import { elapsed } from '../../originals.ts'
import { decodeConversation, responderOf } from '../../lens/index.ts'
import type { Ask, Decoder, Exchange, Peer } from '../../lens/lens.ts'
import { promises, scopeOfConnection } from '../../scope/active.ts'
import type { Scope } from '../../scope/scope.ts'

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
  /** Whether the host may have another address, which is tried where this one fails. */
  mayHaveAnother = false
  /** Whether anything on it was answered from a fixture. */
  isTouched = false
  /** The connection that runs over it (TLS), or under it. */
  above: Line | null = null
  below: Line | null = null
  /** What served the connection, for fixtures of the tests that use it. */
  readonly session: Exchange[] = []
  readonly #decoder: Decoder
  readonly #owners = new WeakMap<Exchange, Owner>()
  /** Requests that a live server has yet to answer. */
  readonly #open = new Set<Exchange>()
  #last: Scope | null = null
  #broke: string | null = null
  #isOver = false

  /** @param ask - told of what is asked where a fixture has to answer */
  constructor(id: number, to: Peer, isVirtual: boolean, ask: Ask) {
    this.id = id
    this.to = to
    this.isVirtual = isVirtual
    this.#decoder = decodeConversation(
      to,
      (exchange) => this.#over(exchange),
      (exchange, isWhole) => {
        if (this.#isAnswered) return ask(exchange, isWhole)
        if (isWhole) this.#begun(exchange)
      },
    )
  }

  /** Whether what is being sent goes to a fixture. */
  #isAnswered = false

  /** Whether a live server owes an answer. */
  get awaits(): boolean {
    return this.#open.size > 0
  }

  sent(bytes: Uint8Array, isAnswered: boolean): void {
    this.#isAnswered = isAnswered
    if (isAnswered) this.isTouched = true
    this.#decoder.take('client', { at: elapsed(), bytes })
  }

  received(bytes: Uint8Array): void {
    this.#decoder.take('server', { at: elapsed(), bytes })
  }

  /** @param broke - `EOF`, or the code of an error; null where the program itself hung up */
  over(broke: string | null): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#broke = broke
    void this.#decoder.end()
    this.#open.clear()
  }

  /** An exchange has begun, on behalf of a scope; `isSure` where its answer need not tell. */
  belongs(exchange: Exchange, scope: Scope, isSure: boolean): void {
    this.#last = scope
    this.#owners.set(exchange, { scope, isSure })
    if (isSure) scope.begin(exchange, this.to, this)
  }

  #begun(exchange: Exchange): void {
    this.#open.add(exchange)
    const scope = scopeOfConnection()
    if (scope) this.belongs(exchange, scope, isSure(exchange))
  }

  #over(exchange: Exchange): void {
    this.#open.delete(exchange)
    const mayBeSession = !this.isVirtual && this.session.length < MAX_SESSION
    if (mayBeSession && responderOf(exchange.protocol).question(exchange).isSession) this.session.push(exchange)
    const owner = this.#owners.get(exchange)
    const broke = exchange.endedAt === null ? this.#broke : null
    const keep = (scope: Scope | null): void => {
      if (scope?.isActive) scope.keep(exchange, this.to, this, broke)
    }
    // What belongs to a test that is over is nobody's.
    if (owner?.isSure) return keep(owner.scope)
    const probable = [owner?.scope, this.#last].find((scope) => scope?.isActive) ?? scopeOfConnection()
    if (isSure(exchange) || probable?.mode === 'replay') return keep(probable)
    promises.claim((scope) => keep(scope ?? probable))
  }
}
