/** Names of hosts and their addresses: a connection is told an address, a fixture a name. */
import { isIP } from 'node:net'
import type { Peer } from '../../lens/lens.ts'

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/

/** A network that is set apart for measurements, and leads nowhere (RFC 2544, 198.18.0.0/15). */
const NOWHERE = '198.18.'

export class Addresses {
  readonly #names = new Map<string, string>()
  readonly #invented = new Map<string, string>()

  /** A name has been resolved. Many names lead to this machine, so that its address says more. */
  learn(name: string, address: string): void {
    if (!LOOPBACK.test(address)) this.#names.set(address, name)
  }

  /** An address for a name that isn't resolved. */
  invent(name: string): string {
    if (name === 'localhost') return '127.0.0.1'
    const known = this.#invented.get(name)
    if (known !== undefined) return known
    const number = this.#invented.size + 1
    const address = `${NOWHERE}${number >> 8}.${number & 255}`
    this.#invented.set(name, address)
    this.#names.set(address, name)
    return address
  }

  /** Whether nothing can be behind an address. */
  isInvented(address: string): boolean {
    return address.startsWith(NOWHERE)
  }

  /** Where a connection leads, by the name that was asked for. */
  named({ host, port, secure }: Peer): Peer {
    return { host: this.#names.get(host) ?? (LOOPBACK.test(host) ? 'localhost' : host), port, secure }
  }

  static isLoopback(host: string): boolean {
    return host === 'localhost' || (isIP(host) !== 0 && LOOPBACK.test(host))
  }
}
