/** Commands and their replies out of the bytes of a Redis connection: pipelines, transactions, subscriptions. */
import { NotOfProtocol } from '../fall-back.ts'
import type { Ask, Decoder, Emit, Piece, Side } from '../lens.ts'
import { nameOf, type RedisExchange, type RedisReply } from './exchange.ts'
import { type Resp, RespReader } from './resp.ts'

const SUBSCRIBES = new Set(['SUBSCRIBE', 'PSUBSCRIBE', 'SSUBSCRIBE'])
const UNSUBSCRIBES = new Set(['UNSUBSCRIBE', 'PUNSUBSCRIBE', 'SUNSUBSCRIBE'])
/** What the server says of subscriptions, asked or not. */
const CONFIRMS = /^[ps]?(?:un)?subscribe$/
const DELIVERS = /^[ps]?message$/

interface OpenExchange extends RedisExchange {
  endedAt: number | null
  readonly replies: RedisReply[]
}

const open = (at: number, command: RedisExchange['command']): OpenExchange => {
  return { protocol: 'redis', at, endedAt: null, command, replies: [] }
}

interface Pending {
  readonly exchange: OpenExchange
  readonly name: string
  /** How many replies there will be; null where that is known by the last of them. */
  readonly expected: number | null
}

export class RedisDecoder implements Decoder {
  readonly #emit: Emit
  readonly #ask: Ask | undefined
  readonly #readers: Record<Side, RespReader> = { client: new RespReader(), server: new RespReader() }
  readonly #queue: Pending[] = []
  /** Once the client has asked for it, every line is unasked. */
  #monitors = false

  constructor(emit: Emit, ask?: Ask) {
    this.#emit = emit
    this.#ask = ask
  }

  take(from: Side, piece: Piece): void {
    for (const value of this.#readers[from].read(piece.bytes, from === 'client'))
      if (from === 'client') this.#request(value, piece.at)
      else this.#answer(value, piece.at)
  }

  end(): void {
    this.#flush()
  }

  #request({ value }: Resp, at: number): void {
    if (!Array.isArray(value) || value.length === 0) return
    const command = (value as readonly Resp[]).map(wordOf)
    const name = nameOf(command)
    let expected: number | null = 1
    if (SUBSCRIBES.has(name)) expected = command.length - 1
    else if (UNSUBSCRIBES.has(name)) expected = command.length > 1 ? command.length - 1 : null
    const exchange = open(at, command)
    this.#queue.push({ exchange, name, expected })
    this.#ask?.(exchange, true, this.#readers.client.unread)
  }

  #answer(value: Resp, at: number): void {
    const [first] = this.#queue
    const isUnasked = !first || this.#isUnasked(value, first)
    const exchange = isUnasked ? open(at, null) : first.exchange
    exchange.replies.push({ at, value })
    exchange.endedAt = at
    if (isUnasked) return this.#emit(exchange)
    const isLast = first.expected === null ? isLastUnsubscribed(value) : exchange.replies.length >= first.expected
    if (!isLast) return
    this.#queue.shift()
    if (first.name === 'MONITOR') this.#monitors = true
    this.#emit(exchange)
  }

  #isUnasked(value: Resp, { name }: Pending): boolean {
    if (this.#monitors && value.type === '+' && /^\d+\.\d+ \[/.test(value.value as string)) return true
    const kind = kindOf(value)
    if (kind === null) return false
    if (DELIVERS.test(kind)) return true
    // A push that is no confirmation (`invalidate`), and a confirmation that nobody waits for.
    if (!CONFIRMS.test(kind)) return value.type === '>'
    return !SUBSCRIBES.has(name) && !UNSUBSCRIBES.has(name)
  }

  #flush(): void {
    for (const { exchange } of this.#queue.splice(0)) {
      exchange.endedAt = null
      this.#emit(exchange)
    }
  }
}

function wordOf({ value }: Resp): Uint8Array {
  if (value instanceof Uint8Array) return value
  if (typeof value === 'string') return Buffer.from(value, 'latin1')
  throw new NotOfProtocol('a command with a list in it')
}

/** The word that a message of a subscription begins with; null for other values. */
function kindOf({ type, value }: Resp): string | null {
  if ((type !== '*' && type !== '>') || !Array.isArray(value)) return null
  const [first] = value as readonly Resp[]
  return first?.value instanceof Uint8Array ? Buffer.from(first.value).toString('latin1') : null
}

/** `unsubscribe` without channels is answered channel by channel, down to none that is left. */
function isLastUnsubscribed({ value }: Resp): boolean {
  const left = Array.isArray(value) ? (value as readonly Resp[])[2] : undefined
  return left?.value === '0'
}
