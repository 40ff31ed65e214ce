/**
 * Exchanges out of the bytes of a MySQL connection. The protocol allows no pipelining: what a server says up to the next
 * command is the answer to the last.
 */
import type { Ask, Decoder, Emit, Piece, Side } from '../lens.ts'
import type { MySqlAnswer, MySqlExchange } from './exchange.ts'
import { LONGEST, type Packet, PacketReader } from './packets.ts'

const QUERY = 0x03
const PREPARE = 0x16
const EXECUTE = 0x17
const COMMANDS: Readonly<Record<number, string>> = {
  0x01: 'quit',
  0x02: 'use',
  [QUERY]: 'query',
  0x0e: 'ping',
  0x11: 'change user',
  [PREPARE]: 'prepare',
  [EXECUTE]: 'execute',
  0x18: 'send long data',
  0x19: 'close statement',
  0x1a: 'reset statement',
  0x1b: 'set option',
  0x1c: 'fetch',
  0x1f: 'reset connection',
}

export const LOG_IN = 'log in'
/** The least that a server says to a statement that it has prepared. */
const PREPARED = 12

interface Pending extends MySqlExchange {
  endedAt: number | null
  readonly asked: Packet[]
  readonly answers: MySqlAnswer[]
}

const pending = (at: number, command: string, sql: string): Pending => {
  return { protocol: 'mysql', at, endedAt: null, command, sql, asked: [], answers: [] }
}

export class MySqlDecoder implements Decoder {
  readonly #emit: Emit
  readonly #ask: Ask | undefined
  readonly #readers: Record<Side, PacketReader> = { client: new PacketReader(), server: new PacketReader() }
  /** Statements by their number. */
  readonly #prepared = new Map<number, string>()
  #pending: Pending | null = null

  constructor(emit: Emit, ask?: Ask) {
    this.#emit = emit
    this.#ask = ask
  }

  take(from: Side, { at, bytes }: Piece): void {
    for (const packet of this.#readers[from].take(bytes)) {
      if (from === 'client') this.#request(packet, at)
      else this.#answer(packet, at)
    }
  }

  end(): void {
    this.#flush()
  }

  #request(packet: Packet, at: number): void {
    if (packet.sequence === 0) {
      this.#flush()
      const { command, sql } = this.#name(Buffer.from(packet.payload))
      this.#pending = pending(at, command, sql)
    }
    const its = this.#open(at)
    its.asked.push(packet)
    // A packet of the greatest length is followed by the rest of it.
    if (packet.payload.length < LONGEST) this.#ask?.(its, its.command !== LOG_IN)
  }

  #answer(packet: Packet, at: number): void {
    const its = this.#open(at)
    its.answers.push({ at, packet })
    its.endedAt = at
  }

  #open(at: number): Pending {
    return (this.#pending ??= pending(at, LOG_IN, ''))
  }

  #name(payload: Buffer): { command: string; sql: string } {
    const code = payload[0] ?? 0
    const command = COMMANDS[code] ?? `command 0x${code.toString(16).padStart(2, '0')}`
    if (code === QUERY || code === PREPARE) return { command, sql: payload.toString('utf8', 1) }
    const isExecuted = code === EXECUTE && payload.length >= 5
    return { command, sql: isExecuted ? (this.#prepared.get(payload.readUInt32LE(1)) ?? '') : '' }
  }

  #flush(): void {
    const its = this.#pending
    this.#pending = null
    if (!its) return
    const first = Buffer.from(its.answers[0]?.packet.payload ?? [])
    if (its.command === 'prepare' && first.length >= PREPARED && first[0] === 0)
      this.#prepared.set(first.readUInt32LE(1), its.sql)
    this.#emit(its)
  }
}

/** The code of a command by its name; null for a log-in. */
export function codeOf(command: string): number | null {
  const unknown = /^command 0x([0-9a-f]{2})$/.exec(command)
  if (unknown) return Number.parseInt(unknown[1] as string, 16)
  const found = Object.entries(COMMANDS).find(([, name]) => name === command)
  return found ? Number(found[0]) : null
}
