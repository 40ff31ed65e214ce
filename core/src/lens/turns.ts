/** Turns of a conversation in which neither side says what is an answer to what. */
import type { Exchange, FixtureCodec } from './lens.ts'

/** What the client said until the server spoke, and what the server said until the client spoke again. */
export interface Turn<T> {
  /** Empty where the server speaks first. */
  readonly sent: readonly T[]
  readonly received: readonly T[]
  readonly at: number
  /** Null where nothing was received. */
  readonly endedAt: number | null
}

export class Turns<T extends { readonly at: number }> {
  readonly #emit: (turn: Turn<T>) => void
  #sent: T[] = []
  #received: T[] = []

  constructor(emit: (turn: Turn<T>) => void) {
    this.#emit = emit
  }

  client(said: T): void {
    if (this.#received.length > 0) this.end()
    this.#sent.push(said)
  }

  server(said: T): void {
    this.#received.push(said)
  }

  /** Gives the turn under way, if there is one. */
  end(): void {
    const [sent, received] = [this.#sent, this.#received]
    const first = sent[0] ?? received[0]
    if (!first) return
    this.#sent = []
    this.#received = []
    this.#emit({ sent, received, at: first.at, endedAt: received.at(-1)?.at ?? null })
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
 * @param show - one thing that was said, as it stands there
 * @param read - the same again
 */
export function turnFixture<P extends string, T, S>(
  protocol: P,
  show: (said: T) => S,
  read: (shown: S) => T,
): FixtureCodec<Exchange & Turn<T> & { readonly protocol: P }, TurnFixture<P, S>> {
  return {
    toFixture({ at, endedAt, sent, received }) {
      return { protocol, at, ended: endedAt, sent: sent.map(show), received: received.map(show) }
    },
    fromFixture({ at, ended, sent, received }) {
      return { protocol, at, endedAt: ended, sent: sent.map(read), received: received.map(read) }
    },
  }
}
