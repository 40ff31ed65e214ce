/** Exchanges out of the bytes of a PostgreSQL connection: simple and extended queries, pipelines, COPY, sessions. */
import type { Decoder, Emit, Piece, Side } from '../lens.ts'
import type { PgAnswer, PgExchange, PgStatement } from './exchange.ts'
import { MessageReader, START } from './framing.ts'
import type { PgMessage } from './messages.ts'

/** With these the client waits for the server to be ready. */
const ENDS = new Set(['query', 'sync', 'call', START])
/** The client's part of a COPY belongs to the query that is being answered. */
const COPIES = new Set(['data', 'done', 'fail'])
/** To these there is no answer that ends with `ready`. */
const ALONE = new Set(['terminate', 'cancel'])
const ENCRYPTION = new Set(['ask for TLS', 'ask for GSS'])

interface Pending {
  readonly at: number
  readonly asked: PgMessage[]
  readonly answers: PgAnswer[]
  readonly statements: PgStatement[]
  ended: boolean
}

export class PgDecoder implements Decoder {
  readonly #emit: Emit
  readonly #readers: Record<Side, MessageReader> = {
    client: new MessageReader('client'),
    server: new MessageReader('server'),
  }
  readonly #queue: Pending[] = []
  /** Prepared statements and portals of this connection, by name. */
  readonly #prepared = new Map<string, string>()
  readonly #portals = new Map<string, PgStatement>()

  constructor(emit: Emit) {
    this.#emit = emit
  }

  take(from: Side, piece: Piece): void {
    for (const message of this.#readers[from].take(piece.bytes))
      if (from === 'client') this.#ask(message, piece.at)
      else this.#answer(message, piece.at)
  }

  end(): void {
    this.#flush()
  }

  #ask(message: PgMessage, at: number): void {
    const { name } = message
    if (ENCRYPTION.has(name)) this.#readers.server.awaitsByte = true
    const [answered] = this.#queue
    if (COPIES.has(name) && answered) return void answered.asked.push(message)
    // A password belongs to the start of the session.
    let its = name === 'password' ? answered : this.#queue.at(-1)
    if (!its || (its.ended && name !== 'password')) {
      its = { at, asked: [], answers: [], statements: [], ended: false }
      this.#queue.push(its)
    }
    its.asked.push(message)
    this.#follow(message, its)
    if (ENDS.has(name) || ENCRYPTION.has(name)) its.ended = true
    if (!ALONE.has(name)) return
    its.ended = true
    this.#give(its, at)
    this.#queue.splice(this.#queue.indexOf(its), 1)
  }

  /** Keeps account of what names stand for. */
  #follow({ name, fields }: PgMessage, its: Pending): void {
    const of = (key: string): string => fields[key] as string
    switch (name) {
      case 'query':
        its.statements.push({ sql: of('sql'), values: [], formats: [] })
        break
      case 'parse':
        this.#prepared.set(of('statement'), of('sql'))
        break
      case 'bind':
        this.#portals.set(of('portal'), {
          sql: this.#prepared.get(of('statement')) ?? '',
          values: fields['values'] as PgStatement['values'],
          formats: fields['formats'] as PgStatement['formats'],
        })
        break
      case 'execute': {
        const portal = this.#portals.get(of('portal'))
        if (portal) its.statements.push(portal)
        break
      }
      case 'close':
        ;(of('kind') === 'S' ? this.#prepared : this.#portals).delete(of('of'))
        break
    }
  }

  #answer(message: PgMessage, at: number): void {
    const [its] = this.#queue
    const answer = { at, message, after: its?.asked.length ?? 0 }
    if (!its) return this.#give({ at, asked: [], answers: [answer], statements: [], ended: true }, at)
    its.answers.push(answer)
    if (message.name !== 'ready' && message.name !== 'encryption') return
    this.#queue.shift()
    this.#give(its, at)
  }

  #give({ at, asked, answers, statements }: Pending, endedAt: number | null): void {
    const exchange: PgExchange = { protocol: 'postgres', at, endedAt, asked, answers, statements }
    this.#emit(exchange)
  }

  #flush(): void {
    for (const its of this.#queue.splice(0)) this.#give(its, null)
  }
}
