/** All that was said in a recording, exchange by exchange, with the numbers of events in the place of times. */
import path from 'node:path'
import { Addresses } from '../gate/wire/addresses.ts'
import type { Exchange, Peer } from '../lens/lens.ts'
import type { RawExchange } from '../lens/raw/exchange.ts'
import { codeOf } from '../system-error.ts'
import { openSource } from '../tape/file.ts'
import { type TapeEvent, TapeReader } from '../tape/reader.ts'
import { Conversations, type Spoken } from './conversations.ts'
import { TAPE } from './manifest.ts'

/** What was said; `at` and `endedAt` are numbers of events. */
export interface Said extends Spoken {
  /** How the connection ended before the exchange was over, as fixtures say it; null where the program hung up. */
  readonly broke: string | null
  /** The event with which the program hung up before the exchange was over, and had not been told to end; else null. */
  readonly brokenOff: number | null
}

export interface Transcript {
  readonly said: readonly Said[]
  /** When an event was, in milliseconds since 1970. */
  timeOf(event: number): number
}

/**
 * Reads a recording.
 *
 * @param look - told of each event
 */
export async function transcriptOf(folder: string, look: (event: TapeEvent) => void = () => {}): Promise<Transcript> {
  const reader = new TapeReader(openSource(path.join(folder, TAPE)))
  const times: number[] = []
  const said: Said[] = []
  const ends = new Ends()
  const names = new Names()
  const conversations = new Conversations((spoken) => {
    const isOver = spoken.exchange.endedAt !== null
    const broke = isOver ? null : ends.of(spoken.connection)
    const brokenOff = isOver || broke !== null ? null : ends.closed(spoken.connection)
    said.push({ ...spoken, peer: names.named(spoken.peer), broke, brokenOff })
  })
  const fail = (peer: Peer, at: number, broke: string): void => {
    said.push({
      exchange: nothing(at),
      peer,
      role: 'client',
      connection: -1,
      isOfItself: false,
      broke,
      brokenOff: null,
    })
  }
  for (let event = reader.next(); event; event = reader.next()) {
    times.push(reader.header.start + event.time)
    look(event)
    ends.take(event, fail)
    names.take(event, fail)
    conversations.take({ ...event, time: event.index })
  }
  await conversations.end()
  const last = times.at(-1) ?? reader.header.start
  return { said: said.toSorted((a, b) => a.exchange.at - b.exchange.at), timeOf: (event) => times[event] ?? last }
}

type Fail = (peer: Peer, at: number, broke: string) => void

/** How connections ended, and those that there never were. */
class Ends {
  readonly #ends = new Map<number, string>()
  /** The events with which connections were closed. */
  readonly #closed = new Map<number, number>()
  #isToldToEnd = false
  readonly #peers = new Map<number, Peer>()
  /** Connections by the TLS connections above them. */
  readonly #below = new Map<number, number>()

  take({ op, target, fields, index, threw }: TapeEvent, fail: Fail): void {
    if (threw) return
    const [first] = fields
    if (op.name === 'process.signal') this.#isToldToEnd = true
    else if (op.name === 'handle.closed' && !this.#isToldToEnd) this.#closed.set(target, index)
    else if (op.name === 'stream.end') this.#ends.set(target, codeOf(first as number))
    else if (op.name === 'tls.over') this.#below.set(target, first as number)
    else if (op.name === 'socket.connect') {
      const [host, port] = first as readonly unknown[]
      this.#peers.set(target, { host: String(host), port: typeof port === 'number' ? port : 0, secure: false })
    } else if (op.name === 'socket.connected' && first !== 0) {
      const peer = this.#peers.get(target)
      if (peer) fail(peer, index, codeOf(first as number))
    }
  }

  of(connection: number): string | null {
    return this.#ends.get(connection) ?? this.#ends.get(this.#below.get(connection) ?? -1) ?? null
  }

  closed(connection: number): number | null {
    return this.#closed.get(connection) ?? this.#closed.get(this.#below.get(connection) ?? -1) ?? null
  }
}

/** The names that addresses were found by. */
class Names {
  readonly #asked = new Map<number, string>()
  readonly #addresses = new Addresses()

  take({ op, target, fields, index, threw }: TapeEvent, fail: Fail): void {
    if (threw || !op.name.startsWith('dns.lookup')) return
    if (!op.name.endsWith('.done')) return void this.#asked.set(target, String(fields[0]))
    const name = this.#asked.get(target)
    const [, error, ...results] = fields
    if (name === undefined) return
    const code = (error as NodeJS.ErrnoException | null)?.code
    if (code !== undefined) return fail({ host: name, port: 0, secure: false }, index, code)
    for (const address of results.flatMap(addressesIn)) this.#addresses.learn(name, address)
  }

  named(peer: Peer): Peer {
    return this.#addresses.named(peer)
  }
}

/** A lookup gives an address, or `{ address }`, or a list of these. */
function addressesIn(result: unknown): string[] {
  if (typeof result === 'string') return [result]
  if (Array.isArray(result)) return result.flatMap(addressesIn)
  return typeof result === 'object' && result !== null && 'address' in result ? [String(result.address)] : []
}

function nothing(at: number): Exchange {
  const exchange: RawExchange = { protocol: 'raw', at, endedAt: null, sent: [], received: [] }
  return exchange
}
