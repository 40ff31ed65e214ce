/** Connections that could not be had. Where another address of the same host answers, nothing has failed. */
import type { Exchange, Peer } from '../../lens/lens.ts'
import { isSamePeer } from '../../lens/recorded.ts'
import type { Scope } from '../../scope/scope.ts'

interface Failure {
  readonly scope: Scope
  readonly exchange: Exchange
  readonly to: Peer
  readonly address: string
}

export class Failures {
  #all: Failure[] = []

  /** @param why - the code of the error */
  add(scope: Scope, exchange: Exchange, to: Peer, address: string, why: string): void {
    this.#all = this.#all.filter((it) => it.scope.isActive)
    this.#all.push({ scope, exchange, to, address })
    scope.fail(exchange, to, why)
  }

  /** A connection is there: other addresses of its host were only tried, as each machine has others. */
  reached(to: Peer, address: string): void {
    if (this.#all.length === 0) return
    this.#all = this.#all.filter((it) => {
      if (!isSamePeer(it.to, to) || it.address === address) return true
      it.scope.forget(it.exchange)
      return false
    })
  }
}
