/** The list of lenses, and the choice among them. A new one is a folder and a line here. */
import { external } from './external/index.ts'
import { http1 } from './http1/index.ts'
import type {
  Ask,
  ColumnTypes,
  Decoder,
  Emit,
  Exchange,
  ExchangeFixture,
  Lens,
  Peer,
  Piece,
  Responder,
  Rewrite,
  Side,
} from './lens.ts'
import { mysql } from './mysql/index.ts'
import { postgres } from './postgres/index.ts'
import { raw } from './raw/index.ts'
import { redis } from './redis/index.ts'
import type { Entries } from './shapes.ts'
import { websocket } from './websocket/index.ts'

/** In the order in which they are asked. `http2` and `mongodb` have their place here. */
const lenses: readonly Lens[] = [http1, websocket, postgres, redis, mysql]
/** Those that recognise nothing: for what no other knows, and for what has no bytes. */
const others: readonly Lens[] = [raw as Lens, external as unknown as Lens]

/** More bytes than any lens needs to recognise its protocol. */
const ENOUGH = 64

/** Decodes a conversation by the lens that recognises it, or else as bytes. */
export function decodeConversation(peer: Peer, emit: Emit, ask?: Ask): Decoder {
  return new Conversation(peer, emit, ask)
}

/** How exchanges of a protocol are answered. */
export function responderOf(protocol: string): Responder {
  return lensOf(protocol).responder
}

/** What was asked, and what came of it: `GET https://api.test/ → 200, 12 ms, {"ok":true}`. */
export function describeExchange(exchange: Exchange, peer: Peer): string {
  return lensOf(exchange.protocol).describe(exchange, peer)
}

/** Whether a client knows what came of it. */
export function isAnswered(exchange: Exchange): boolean {
  return exchange.endedAt !== null || (lensOf(exchange.protocol).isAnswered?.(exchange) ?? false)
}

/** An exchange in which all that was said is rewritten. */
export function rewritten(exchange: Exchange, rewrite: Rewrite): Exchange {
  return lensOf(exchange.protocol).rewritten(exchange, rewrite)
}

/** @throws Error where no lens knows the protocol */
export function fixtureOf(exchange: Exchange): ExchangeFixture {
  return lensOf(exchange.protocol).fixture.toFixture(exchange)
}

/** @throws Error where no lens knows the protocol */
export function exchangeOf(fixture: ExchangeFixture): Exchange {
  return lensOf(fixture.protocol).fixture.fromFixture(fixture)
}

/** What was answered, as plain data; undefined where there is nothing of the kind. */
export function answerIn(fixture: ExchangeFixture): unknown {
  return lensOf(fixture.protocol).fixture.answer?.read(fixture)
}

/** The types of the columns in it, where what was answered are rows. */
export function columnTypesIn(fixture: ExchangeFixture): ColumnTypes | undefined {
  return lensOf(fixture.protocol).fixture.answer?.types?.(fixture)
}

/** The same exchange with another answer: of one that has one. */
export function withAnswer<F extends ExchangeFixture>(fixture: F, data: unknown): F {
  return (lensOf(fixture.protocol).fixture.answer?.write(fixture, data) ?? fixture) as F
}

/** What may stand in the fixture of an exchange, protocol by protocol. */
export function fixtureShapes(): { readonly name: string; readonly shape: Entries; readonly parts: Entries }[] {
  return [...lenses, ...others].map(({ name, fixture: { shape, parts = {} } }) => ({ name, shape, parts }))
}

const byName = new Map([...lenses, ...others].map((lens) => [lens.name, lens]))

function lensOf(protocol: string): Lens {
  const lens = byName.get(protocol)
  if (!lens) throw new Error(`no lens for the protocol ${protocol}`)
  return lens
}

class Conversation implements Decoder {
  readonly #peer: Peer
  readonly #emit: Emit
  readonly #ask: Ask | undefined
  /** What has come before a lens was chosen; all of it from one side. */
  readonly #held: [Side, Piece][] = []
  #chosen: Decoder | null = null

  constructor(peer: Peer, emit: Emit, ask: Ask | undefined) {
    this.#peer = peer
    this.#emit = emit
    this.#ask = ask
  }

  take(from: Side, piece: Piece): void {
    if (this.#chosen) return this.#chosen.take(from, piece)
    const [first] = this.#held
    // The other side has understood what there is.
    const isAnswered = first !== undefined && first[0] !== from
    if (isAnswered) this.#start(raw)
    this.#held.push([from, piece])
    if (this.#chosen) return this.#replay()
    const lens = this.#choose(from)
    if (!lens) return
    this.#start(lens)
    this.#replay()
  }

  end(): void | Promise<void> {
    if (!this.#chosen && this.#held.length > 0) {
      this.#start(raw)
      this.#replay()
    }
    return this.#chosen?.end()
  }

  /** Null as long as a lens may still turn out to be the one. */
  #choose(from: Side): Lens | null {
    const bytes = Buffer.concat(this.#held.map(([, piece]) => piece.bytes))
    let mayBe = false
    for (const lens of lenses) {
      const verdict = lens.recognises(bytes, from, this.#peer)
      if (verdict === true) return lens
      if (verdict === null) mayBe = true
    }
    return mayBe && bytes.length < ENOUGH ? null : raw
  }

  #start(lens: Lens): void {
    this.#chosen = lens.decoder(this.#peer, this.#emit, this.#ask)
  }

  #replay(): void {
    for (const [from, piece] of this.#held.splice(0)) this.#chosen?.take(from, piece)
  }
}
