/**
 * What a lens is: pure functions between the bytes of one conversation (a connection, from its beginning to its end)
 * and the exchanges that they carry.
 */

/** Who sent. The client is the side that opened the conversation. */
export type Side = 'client' | 'server'

/** Bytes that came together. */
export interface Piece {
  /** Milliseconds, from a zero that all times of a recording share. */
  readonly at: number
  readonly bytes: Uint8Array
}

/** One request and what came back for it, or one message that came unasked. */
export interface Exchange {
  /** The protocol, as exchanges name it: `http`. */
  readonly protocol: string
  /** When the first byte of the request was sent, in milliseconds. */
  readonly at: number
  /** When the last byte of the answer came; null where the conversation ended before. */
  readonly endedAt: number | null
}

/** What is known of a conversation before its first byte. */
export interface Peer {
  /** Of the server's side: a name where the client asked for one, else an address; of a pipe, its path. */
  readonly host: string
  /** 0 for a pipe. */
  readonly port: number
  /** Whether the bytes are the plaintext of a TLS connection. */
  readonly secure: boolean
}

/** Takes one conversation apart, as it comes. */
export interface Decoder {
  /** Takes what one side sent; the bytes are kept, not copied. */
  take(from: Side, piece: Piece): void
  /** The conversation is over: what is unfinished is given as far as it came. All is given once it resolves. */
  end(): void | Promise<void>
}

/** Receives exchanges, each once it is over, and those of one conversation in the order in which they began. */
export type Emit = (exchange: Exchange) => void

/** Exchanges of a protocol as they stand in a fixture: plain JSON, which has more than this. */
export interface ExchangeFixture {
  readonly protocol: string
  readonly at: number
  readonly ended: number | null
}

export interface Lens<E extends Exchange = Exchange, F extends ExchangeFixture = ExchangeFixture> {
  /** The protocol, as exchanges name it. */
  readonly name: E['protocol']
  /** Whether a conversation may be of this protocol, by its first bytes; null where they are too few to tell. */
  recognises(first: Uint8Array, from: Side, peer: Peer): boolean | null
  decoder(peer: Peer, emit: Emit): Decoder
  /** An exchange in one line: what was asked, and what came of it. */
  describe(exchange: E, peer: Peer): string
  readonly fixture: FixtureCodec<E, F>
}

/** Exchanges of one protocol as they stand in a fixture, and back. */
export interface FixtureCodec<E extends Exchange, F> {
  toFixture(exchange: E): F
  fromFixture(fixture: F): E
}
