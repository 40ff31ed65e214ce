/** The socket that a handle belongs to. */
import type { Pushed } from './shared-read.ts'

export interface Owner extends Pushed {
  /** Of a TLS connection: set by the native side when a client has named the host it wants. */
  servername?: string | false | null
  readonly errored: (NodeJS.ErrnoException & { errno?: number }) | null
  destroy(error: Error): void
  /** Of a server's connection. */
  readonly server?: object | null
  /** Of an HTTP connection. */
  readonly parser?: object | null
}

/** The socket that owns a handle: Node keeps it under a symbol of its own. */
export function ownerOf(handle: object): Owner | undefined {
  for (const symbol of Object.getOwnPropertySymbols(handle)) {
    if (symbol.description === 'owner_symbol') return (handle as Record<symbol, Owner>)[symbol]
  }
  return undefined
}
