/** Servers of this very process, which a test starts for itself: what goes to them isn't the outside. */
import { elapsed } from '../../originals.ts'
import type { Peer } from '../../lens/lens.ts'
import { Addresses } from './addresses.ts'

/** What is under way between two sockets of a process arrives within this, or never. */
const ARRIVES_MS = 250

export class OwnServers {
  /** Ports and paths, by the number of the handle that listens. */
  readonly #places = new Map<number, number | string>()
  readonly #ends = new Set<number>()
  #sent = 0
  #read = 0
  #last = 0

  listens(id: number, place: number | string): void {
    this.#places.set(id, place)
  }

  isServer(id: number): boolean {
    return this.#places.has(id)
  }

  /** Whether there is one that is reached by a name. */
  get isAny(): boolean {
    for (const place of this.#places.values()) if (typeof place === 'number') return true
    return false
  }

  has({ host, port }: Peer): boolean {
    for (const place of this.#places.values())
      if (port === 0 ? place === host : place === port && Addresses.isLoopback(host)) return true
    return false
  }

  /** A handle is an end of a connection between a server of this process and a client of it. */
  join(id: number): void {
    this.#ends.add(id)
  }

  isEnd(id: number): boolean {
    return this.#ends.has(id)
  }

  sent(id: number, size: number): void {
    if (!this.#ends.has(id)) return
    this.#sent += size
    this.#last = elapsed()
  }

  read(id: number, size: number): void {
    if (this.#ends.has(id)) this.#read += size
  }

  closed(id: number): void {
    this.#places.delete(id)
    if (!this.#ends.delete(id) || this.#ends.size > 0) return
    this.#sent = 0
    this.#read = 0
  }

  /** Whether bytes are on their way from one end to the other. */
  get isBusy(): boolean {
    return this.#sent > this.#read && elapsed() - this.#last < ARRIVES_MS
  }
}
