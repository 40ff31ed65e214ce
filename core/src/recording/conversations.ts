/** The conversations of a recording, as exchanges: a tape has their bytes, connection by connection. */
import { Addresses } from '../gate/wire/addresses.ts'
import { decodeConversation } from '../lens/index.ts'
import type { Decoder, Exchange, Peer, Side } from '../lens/lens.ts'
import type { TapeEvent } from '../tape/reader.ts'

export interface Spoken {
  readonly exchange: Exchange
  /** Where the server's side is. */
  readonly peer: Peer
  /** Which side the recorded program was. */
  readonly role: Side
  /** The connection, by the number of its handle. */
  readonly connection: number
  /** Whether the program has asked a server of its own. */
  readonly isOfItself: boolean
}

interface Connection {
  readonly peer: Peer
  readonly role: Side
  readonly isOfItself: boolean
  decoder: Decoder | null
}

/** Takes the events of a tape, in order, and gives its exchanges, each once it is over. */
export class Conversations {
  readonly #emit: (spoken: Spoken) => void
  readonly #connections = new Map<number, Connection>()
  /** Those whose last exchanges are still being read (what is compressed is unpacked in the background). */
  readonly #ending = new Set<Promise<void>>()
  /** TLS connections, by those below them. */
  readonly #above = new Map<number, number>()
  /** Where servers listen. */
  readonly #servers = new Map<number, Peer>()

  constructor(emit: (spoken: Spoken) => void) {
    this.#emit = emit
  }

  take({ op, target, fields, time, threw }: TapeEvent): void {
    if (threw) return
    switch (op.name) {
      case 'socket.connect':
        return this.#connect(target, peerOf(fields[0] as readonly unknown[]))
      case 'socket.bind':
        return void this.#servers.set(target, peerOf(fields[0] as readonly unknown[]))
      case 'socket.address':
        return this.#locate(target, fields)
      case 'socket.accepted':
        return this.#open(target, 'server', this.#servers.get(fields[0] as number) ?? UNKNOWN, false)
      case 'tls.over':
        return this.#secure(target, fields[0] as number)
      case 'handle.closed':
        return this.#close(target)
      case 'stream.read':
        return this.#take(target, time, 'received', fields[0])
      case 'stream.write':
        return this.#take(target, time, 'sent', fields[0])
    }
  }

  /** Gives what is left. */
  async end(): Promise<void> {
    for (const id of this.#connections.keys()) this.#close(id)
    await Promise.all(this.#ending)
  }

  #connect(id: number, to: Peer): void {
    const isOfItself = [...this.#servers.values()].some(({ host, port }) =>
      port === 0 ? host === to.host : port === to.port && Addresses.isLoopback(to.host),
    )
    this.#open(id, 'client', to, isOfItself)
  }

  #open(id: number, role: Side, peer: Peer, isOfItself: boolean): void {
    this.#connections.set(id, { peer, role, isOfItself, decoder: null })
    const above = this.#above.get(id)
    if (above !== undefined) this.#open(above, role, { ...peer, secure: true }, isOfItself)
  }

  /** A server that was told no port says which one it has. */
  #locate(id: number, [of, , address]: readonly unknown[]): void {
    const { address: host, port } = (address ?? {}) as { address?: string; port?: number }
    if (of === 'local' && host !== undefined && port !== undefined && this.#servers.has(id))
      this.#servers.set(id, { host, port, secure: false })
  }

  /** A client's TLS is there before its connection is. */
  #secure(id: number, below: number): void {
    this.#above.set(below, id)
    const its = this.#connections.get(below)
    if (its) this.#open(id, its.role, { ...its.peer, secure: true }, its.isOfItself)
  }

  /** What a connection was about is over with it, also what runs over it; memory holds those that are open. */
  #close(id: number): void {
    const decoder = this.#connections.get(id)?.decoder
    this.#connections.delete(id)
    this.#servers.delete(id)
    const ended = decoder?.end()
    if (ended) {
      const ending = ended.finally(() => this.#ending.delete(ending))
      this.#ending.add(ending)
    }
    const above = this.#above.get(id)
    this.#above.delete(id)
    if (above !== undefined) this.#close(above)
  }

  #take(id: number, at: number, how: 'sent' | 'received', bytes: unknown): void {
    const its = this.#connections.get(id)
    if (!its || !(bytes instanceof Uint8Array)) return
    const { peer, role, isOfItself } = its
    its.decoder ??= decodeConversation(peer, (exchange) =>
      this.#emit({ exchange, peer, role, connection: id, isOfItself }),
    )
    const other = role === 'client' ? 'server' : 'client'
    its.decoder.take(how === 'sent' ? role : other, { at, bytes })
  }
}

const UNKNOWN: Peer = { host: 'localhost', port: 0, secure: false }

/** Of the arguments that a handle was given: an address and a port, or a path. */
export function peerOf([host, port]: readonly unknown[]): Peer {
  return { host: String(host), port: typeof port === 'number' ? port : 0, secure: false }
}
