/** Turns of a conversation in which neither side says what is an answer to what. */
import * as v from 'valibot'
import type { Ask, Emit, Exchange, FixtureCodec } from './lens.ts'
import { exchange, type Shape } from './shapes.ts'

/** What the client said until the server spoke, and what the server said until the client spoke again. */
export interface Turn<T> {
  /** Empty where the server speaks first. */
  readonly sent: readonly T[]
  readonly received: readonly T[]
  readonly at: number
  /** Null where nothing was received. */
  readonly endedAt: number | null
}

interface OpenTurn<P extends string, T> extends Exchange {
  readonly protocol: P
  readonly sent: T[]
  readonly received: T[]
  endedAt: number | null
}

/** Whether it is a turn in which only the server has spoken. */
export function isUnasked(exchange: Exchange & Partial<Turn<unknown>>): boolean {
  return exchange.sent?.length === 0
}

export class Turns<P extends string, T extends { readonly at: number }> {
  readonly #protocol: P
  readonly #emit: Emit
  readonly #ask: Ask | undefined
  #turn: OpenTurn<P, T> | null = null

  constructor(protocol: P, emit: Emit, ask?: Ask) {
    this.#protocol = protocol
    this.#emit = emit
    this.#ask = ask
  }

  client(said: T): void {
    if (this.#turn && this.#turn.received.length > 0) this.end()
    const turn = this.#open(said)
    turn.sent.push(said)
    // Nobody but the one who asks knows whether it goes on.
    this.#ask?.(turn, false)
  }

  server(said: T): void {
    const turn = this.#open(said)
    turn.received.push(said)
    turn.endedAt = said.at
    if (isUnasked(turn) && turn.received.length === 1) this.#ask?.(turn, false)
  }

  /** Gives the turn under way, if there is one. */
  end(): void {
    const turn = this.#turn
    this.#turn = null
    if (turn) this.#emit(turn)
  }

  #open({ at }: T): OpenTurn<P, T> {
    return (this.#turn ??= { protocol: this.#protocol, at, endedAt: null, sent: [], received: [] })
  }
}

export interface TurnFixture<P extends string, S> {
  readonly protocol: P
  readonly at: number
  readonly ended: number | null
  readonly sent: readonly S[]
  readonly received: readonly S[]
}

/**
 * Turns of a protocol as they stand in a fixture.
 *
 * @param said - the shape of one thing that was said
 * @param show - one thing that was said, as it stands there
 * @param read - the same again
 */
export function turnFixture<P extends string, T, S>(
  protocol: P,
  said: Shape,
  show: (said: T) => S,
  read: (shown: S) => T,
): FixtureCodec<Exchange & Turn<T> & { readonly protocol: P }, TurnFixture<P, S>> {
  return {
    shape: exchange(protocol, { sent: v.array(said), received: v.array(said) }),
    toFixture({ at, endedAt, sent, received }) {
      return { protocol, at, ended: endedAt, sent: sent.map(show), received: received.map(show) }
    },
    fromFixture({ at, ended, sent, received }) {
      return { protocol, at, endedAt: ended, sent: sent.map(read), received: received.map(read) }
    },
  }
}
