/**
 * What a lens is: pure functions between the bytes of one conversation (a connection, from its beginning to its end)
 * and the exchanges that they carry.
 */

import type { Entries } from './shapes.ts'

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

/**
 * Told of a request, by the exchange that it begins: once it is whole, and before that where its client waits for
 * answers to a part of it. It is the very object that is given once the exchange is over. Also told where a server begins
 * a turn of a conversation.
 *
 * @param unread - how many of the bytes that came with it belong to what is asked next: 0 if nothing is said
 */
export type Ask = (exchange: Exchange, isWhole: boolean, unread?: number) => void

/** What is asked, as far as it counts for finding what was recorded. */
export interface Question {
  /** Only exchanges of the same operation answer each other: `GET /orders`, a statement's SQL, `GET key`. */
  readonly operation: string
  /** What else is asked, as plain JSON: by it the exact one is found, or the nearest. */
  readonly details: Readonly<Record<string, unknown>>
  /** What only serves the connection (a log-in, a setting): it is answered as often as it is asked. */
  readonly isSession: boolean
}

/** What is taken for what was recorded: a fixture has placeholders in the place of secrets. */
export interface Likeness {
  /** Whether two texts that are not the same are taken for it. */
  isSame(recorded: unknown, actual: unknown): boolean
  /** Whether bytes may go on to be those that were recorded; both as base64. */
  mayBecome(recorded: string, soFar: string): boolean
}

/** How a recorded exchange is answered again: the server's side of a conversation. */
export interface Responder<E extends Exchange = Exchange> {
  /** @param headers - names of headers that count, in lower case; of protocols that have some */
  question(exchange: E, headers?: readonly string[]): Question
  /**
   * A text that only exchanges have in common of which the questions are the same, and that is had sooner; null where it
   * isn't. Others may have the same question all the same: the order of keys in a body doesn't count, say. Not of what
   * only serves the connection.
   */
  signature?(exchange: E): string | null
  /** Whether two exchanges have the same signature: sooner than by making them. */
  isSame?(asked: E, recorded: E): boolean
  /**
   * All that a server says to what has been asked so far, in order; times are the recorded ones.
   *
   * @param asked - what is asked now, which may be put otherwise than it was when recorded
   * @param isWhole - whether all of it has been asked
   */
  answer(recorded: E, asked: E, isWhole: boolean): readonly Piece[]
  /**
   * Whether what has been asked so far may still become what was recorded: of protocols in which nobody but the client
   * knows where a request ends.
   */
  mayBecome?(asked: E, recorded: E, likeness: Likeness): boolean
  /** Whether the recorded server had said all by the time that so much was asked: where it may refuse the rest. */
  isOver?(recorded: E, asked: E): boolean
  /** What a server says as soon as a connection is there; not where it waits to be asked. */
  greet?(recorded: E): readonly Piece[]
  /** Whether the server hangs up once it has answered; not where nothing is said. */
  hangsUp?(recorded: E): boolean
  /** Whether a server that goes on in a fixture's place has to be told of it all the same: a transaction begins, or ends. */
  concernsServer?(asked: E): boolean
  /** Whether a server can't answer it for want of requests that a fixture has answered, in order, on that connection. */
  needs?(asked: E, answered: readonly E[]): boolean
  /** Says to a client, in the protocol's own way, that there is no answer, and why; null where the protocol has none. */
  refuse(asked: E, why: string): Uint8Array | null
  /** What a server mostly says to what serves the connection, for where nothing was recorded; null where there is no such thing. */
  usual(asked: E): E | null
  /** How a server comes to know a connection that fixtures have answered so far; not where that can't be. */
  readonly introduction?: Introduction<E>
}

/** Tells a server of what fixtures have answered on a connection, so that it can go on in their place. */
export interface Introduction<E extends Exchange = Exchange> {
  /** What is to be asked of it again; null where nothing of the exchange stays with the connection. */
  tell(answered: E): Uint8Array | null
  /** What of its answer is for the client, so far: who asks for a password asks the one who has it. */
  forClient?(told: E): readonly Uint8Array[]
  /** Whether a client replies to that. */
  isReply?(sent: Uint8Array): boolean
  /** Whether a client only takes leave. */
  isFarewell?(asked: E): boolean
}

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
  /** @param ask - told of requests; only a player needs it */
  decoder(peer: Peer, emit: Emit, ask?: Ask): Decoder
  /** An exchange in one line: what was asked, and what came of it. */
  describe(exchange: E, peer: Peer): string
  /** Whether a client knows by now what came of it, though the server is yet to end it; not where the end tells it. */
  isAnswered?(exchange: E): boolean
  readonly fixture: FixtureCodec<E, F>
  readonly responder: Responder<E>
  /**
   * An exchange in which all that was said is rewritten: each text and each run of bytes in it, the content of bodies
   * without their codings. What only proves who asks, and no replay needs, is left out of it.
   */
  rewritten(exchange: E, rewrite: Rewrite): E
}

/** Where in an exchange something is said. */
export interface Place {
  /** As divergences name it: `$.body`, `$.values[0][1]`. What is asked and what is answered have the same paths. */
  readonly path: string
  /** What it is called: of a header, a column, the column that a parameter is for. */
  readonly name?: string
  /** Whether what has such a name may be no secret. */
  readonly isWeak?: true
  /** Whether it is a statement. */
  readonly isSql?: true
  /** Whether it is a number. */
  readonly isNumber?: true
  /** Whether it has to stay as long as it is. */
  readonly isFixed?: boolean
}

/**
 * Gives what is to stand in the place of something.
 *
 * @param said - its bytes, each as a character
 */
export type Rewrite = (said: string, place: Place) => string

/** Exchanges of one protocol as they stand in a fixture, and back. */
export interface FixtureCodec<E extends Exchange, F> {
  /** What may stand in it, key by key. */
  readonly shape: Entries
  /** Shapes in it that have names in the schema. */
  readonly parts?: Entries
  toFixture(exchange: E): F
  fromFixture(fixture: F): E
  /** What was answered; not of protocols of which nobody knows what an answer is. */
  readonly answer?: AnswerCodec<F>
}

/** An answer as plain data, and others in its place: the content of a body, the rows of a table, a reply. */
export interface AnswerCodec<F> {
  /** Undefined where there is none, or none that plain data can say. */
  read(fixture: F): unknown
  /** @throws Error where the data is nothing that a server could answer so */
  write(fixture: F, data: unknown): F
  /** Of the columns, where what is read are rows. */
  types?(fixture: F): ColumnTypes | undefined
}

/** By name: what the server calls a type, or its number. */
export type ColumnTypes = Readonly<Record<string, string | number>>
