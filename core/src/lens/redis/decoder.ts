/** Commands and their replies out of the bytes of a Redis connection: pipelines, transactions, subscriptions. */
import { NotOfProtocol } from '../fall-back.ts'
import type { Decoder, Emit, Piece, Side } from '../lens.ts'
import { nameOf, type RedisExchange, type RedisReply } from './exchange.ts'
import { type Resp, RespReader } from './resp.ts'

const SUBSCRIBES = new Set(['SUBSCRIBE', 'PSUBSCRIBE', 'SSUBSCRIBE'])
const UNSUBSCRIBES = new Set(['UNSUBSCRIBE', 'PUNSUBSCRIBE', 'SUNSUBSCRIBE'])
/** What the server says of subscriptions, asked or not. */
const CONFIRMS = /^[ps]?(?:un)?subscribe$/
const DELIVERS = /^[ps]?message$/

interface Pending {
  readonly at: number
  readonly command: readonly Uint8Array[]
  readonly name: string
  readonly replies: RedisReply[]
  /** How many replies there will be; null where that is known by the last of them. */
  readonly expected: number | null
}

export class RedisDecoder implements Decoder {
  readonly #emit: Emit
  readonly #readers: Record<Side, RespReader> = { client: new RespReader(), server: new RespReader() }
  readonly #queue: Pending[] = []
  /** Once the client has asked for it, every line is unasked. */
  #monitors = false

  constructor(emit: Emit) {
    this.#emit = emit
  }

  take(from: Side, piece: Piece): void {
    for (const value of this.#readers[from].read(piece.bytes, from === 'client'))
      if (from === 'client') this.#ask(value, piece.at)
      else this.#answer(value, piece.at)
  }

  end(): void {
    this.#flush()
  }

  #ask({ value }: Resp, at: number): void {
    if (!Array.isArray(value) || value.length === 0) return
    const command = (value as readonly Resp[]).map(wordOf)
    const name = nameOf(command)
    let expected: number | null = 1
    if (SUBSCRIBES.has(name)) expected = command.length - 1
    else if (UNSUBSCRIBES.has(name)) expected = command.length > 1 ? command.length - 1 : null
    this.#queue.push({ at, command, name, replies: [], expected })
  }

  #answer(value: Resp, at: number): void {
    const [first] = this.#queue
    if (!first || this.#isUnasked(value, first)) return this.#give(null, [{ at, value }], at)
    first.replies.push({ at, value })
    const isLast = first.expected === null ? isLastUnsubscribed(value) : first.replies.length >= first.expected
    if (!isLast) return
    this.#queue.shift()
    if (first.name === 'MONITOR') this.#monitors = true
    this.#give(first.command, first.replies, first.at)
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

  #give(command: RedisExchange['command'], replies: readonly RedisReply[], at: number): void {
    const exchange: RedisExchange = { protocol: 'redis', at, endedAt: replies.at(-1)?.at ?? null, command, replies }
    this.#emit(exchange)
  }

  #flush(): void {
    for (const { at, command, replies } of this.#queue.splice(0)) {
      const exchange: RedisExchange = { protocol: 'redis', at, endedAt: null, command, replies }
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
