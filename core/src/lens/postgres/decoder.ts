/** Exchanges out of the bytes of a PostgreSQL connection: simple and extended queries, pipelines, COPY, sessions. */
import type { Ask, Decoder, Emit, Piece, Side } from '../lens.ts'
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

/** The client's part comes once the server is ready for it. */
const COPY_IN = /^\s*copy\b[^;]*\bfrom\s+stdin\b/i

/** With these the client waits for what has been answered so far. */
const WAITS = new Set(['flush', 'password', 'done', 'fail'])

interface OpenExchange extends PgExchange {
  endedAt: number | null
  readonly asked: PgMessage[]
  readonly answers: PgAnswer[]
  readonly statements: PgStatement[]
}

interface Pending {
  readonly exchange: OpenExchange
  /** The SQL of what is to be described, in order; and what has been described. */
  readonly describes: string[]
  readonly described: Set<string>
  /** Whether the client's part of a COPY is to come; a server passes over all else until then. */
  copies: boolean
  ended: boolean
}

/** How a server describes a statement; the last two end it. */
const DESCRIBES = new Set(['parameters', 'columns', 'no data'])

const open = (at: number): OpenExchange => {
  return { protocol: 'postgres', at, endedAt: null, asked: [], answers: [], statements: [] }
}

export class PgDecoder implements Decoder {
  readonly #emit: Emit
  readonly #ask: Ask | undefined
  readonly #readers: Record<Side, MessageReader> = {
    client: new MessageReader('client'),
    server: new MessageReader('server'),
  }
  readonly #queue: Pending[] = []
  /** Prepared statements and portals of this connection, by name. */
  readonly #prepared = new Map<string, string>()
  readonly #portals = new Map<string, PgStatement>()
  /** What the server has said of statements, by their SQL; and of the one that it is describing. */
  readonly #descriptions = new Map<string, readonly PgMessage[]>()
  #describing: PgMessage[] = []

  constructor(emit: Emit, ask?: Ask) {
    this.#emit = emit
    this.#ask = ask
  }

  take(from: Side, piece: Piece): void {
    for (const message of this.#readers[from].take(piece.bytes))
      if (from === 'client') this.#request(message, piece.at)
      else this.#answer(message, piece.at)
  }

  end(): void {
    this.#flush()
  }

  #request(message: PgMessage, at: number): void {
    const { name } = message
    // What belongs to no COPY, as after one that failed, a server passes over.
    if (COPIES.has(name) && !this.#queue[0]?.copies) return
    if (ENCRYPTION.has(name)) this.#readers.server.awaitsByte = true
    const its = this.#pendingFor(name, at)
    const { exchange } = its
    exchange.asked.push(message)
    this.#follow(message, its)
    if (name === 'done' || name === 'fail') its.copies = false
    const ends = ENDS.has(name) || ((name === 'done' || name === 'fail') && exchange.asked[0]?.name === 'query')
    const isWhole = !its.copies && (ends || ENCRYPTION.has(name))
    if (isWhole) its.ended = true
    if (ALONE.has(name)) {
      this.#queue.splice(this.#queue.indexOf(its), 1)
      this.#give(exchange, at)
    } else if (ends || isWhole || WAITS.has(name)) this.#ask?.(exchange, its.ended, this.#readers.client.unread)
  }

  /** The exchange that a message of the client's belongs to. */
  #pendingFor(name: string, at: number): Pending {
    const [answered] = this.#queue
    // The client's part of a COPY, and a password.
    if (answered && (COPIES.has(name) || name === 'password')) return answered
    const last = this.#queue.at(-1)
    if (last && !last.ended) return last
    const its: Pending = { exchange: open(at), describes: [], described: new Set(), copies: false, ended: false }
    this.#queue.push(its)
    return its
  }

  /** Keeps account of what names stand for. */
  #follow({ name, fields }: PgMessage, its: Pending): void {
    const of = (key: string): string => fields[key] as string
    const { describes, described } = its
    const { statements } = its.exchange
    switch (name) {
      case 'query':
        statements.push({ sql: of('sql'), values: [], formats: [] })
        its.copies = COPY_IN.test(of('sql'))
        break
      case 'parse':
        this.#prepared.set(of('statement'), of('sql'))
        break
      case 'bind': {
        const portal = {
          sql: this.#prepared.get(of('statement')) ?? '',
          values: fields['values'] as PgStatement['values'],
          formats: fields['formats'] as PgStatement['formats'],
        }
        this.#portals.set(of('portal'), portal)
        // Who reads rows by a cursor waits for an answer to this before anything is executed.
        statements.push(portal)
        break
      }
      case 'describe': {
        const sql = of('kind') === 'S' ? this.#prepared.get(of('of')) : this.#portals.get(of('of'))?.sql
        describes.push(sql ?? '')
        described.add(sql ?? '')
        break
      }
      case 'execute': {
        const portal = this.#portals.get(of('portal'))
        if (!portal) break
        its.copies = COPY_IN.test(portal.sql)
        const description = described.has(portal.sql) ? undefined : this.#descriptions.get(portal.sql)
        const bound = statements.findLastIndex(({ values }) => values === portal.values)
        const statement = description ? { ...portal, described: description } : portal
        // What goes on within an exchange (a cursor) is no other statement.
        if (bound < 0) statements.push(statement)
        else statements[bound] = { ...statement, ...statements[bound] }
        break
      }
      case 'close':
        ;(of('kind') === 'S' ? this.#prepared : this.#portals).delete(of('of'))
        break
    }
  }

  #answer(message: PgMessage, at: number): void {
    const [its] = this.#queue
    const exchange = its?.exchange ?? open(at)
    exchange.answers.push({ at, message, after: exchange.asked.length })
    if (its && DESCRIBES.has(message.name)) this.#describe(message, its)
    if (its && message.name !== 'ready' && message.name !== 'encryption') return
    this.#queue.shift()
    this.#give(exchange, at)
  }

  #describe(message: PgMessage, { describes }: Pending): void {
    this.#describing.push(message)
    if (message.name === 'parameters') return
    const sql = describes.shift()
    // A simple query is described unasked.
    if (sql !== undefined) this.#descriptions.set(sql, this.#describing)
    this.#describing = []
  }

  #give(exchange: OpenExchange, endedAt: number | null): void {
    exchange.endedAt = endedAt
    this.#emit(exchange)
  }

  #flush(): void {
    for (const { exchange } of this.#queue.splice(0)) this.#give(exchange, null)
  }
}
