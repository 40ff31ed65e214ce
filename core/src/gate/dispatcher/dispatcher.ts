/**
 * A short way for `fetch` in a replay: what a fixture answers exactly is answered where undici dispatches its requests,
 * and no bytes are made of it, sent over a stand-in of a socket and parsed again. Whatever is special goes the usual way:
 * a request that isn't as recorded, a connection that broke, an upgrade, a dispatcher of the program's own.
 *
 * A dispatcher is undici's own place to put one (its documentation, "setGlobalDispatcher").
 */
import { channel } from 'node:diagnostics_channel'
import { elapsed } from '../../originals.ts'
import { httpResponder } from '../../lens/http1/responder.ts'
import type { HttpExchange } from '../../lens/http1/exchange.ts'
import type { Peer } from '../../lens/lens.ts'
import type { Entry } from '../../player/exchange-index.ts'
import { promises, scopeOfCode } from '../../scope/active.ts'
import type { Scope } from '../../scope/scope.ts'
import { bytesOf } from './body.ts'
import { isForm } from './form.ts'
import { type DispatchHandler, listenerOf } from './handler.ts'
import { type DispatchOptions, exchangeOf, plainRequest, type PlainRequest } from './request.ts'
import { Response } from './response.ts'

export type Dispatch = (options: DispatchOptions, handler: DispatchHandler) => boolean

export interface WayOptions {
  /** Whether a server of this very process is there. */
  readonly isOwn: (to: Peer) => boolean
}

/** Who watches undici's requests is told of them by undici alone. */
const created = channel('undici:request:create')

/** The scope that the running code is replayed in, where nobody watches. */
export function replayOfCode(): Scope | null {
  const scope = created.hasSubscribers ? null : scopeOfCode()
  return scope?.mode === 'replay' ? scope : null
}

/** @param usual - dispatches what doesn't go the short way */
export function shortWay(usual: Dispatch, way: WayOptions): Dispatch {
  return (options, handler) => {
    const scope = replayOfCode()
    const request = scope && plainRequest(options)
    if (!request) return usual(options, handler)
    const isLive = way.isOwn(request.to) || !leadsToFixture(scope, request.to)
    // A client would put other boundaries between the parts of a form than its request names.
    if (isLive && !isForm(options.body)) return usual(options, handler)
    const bytes = bytesOf(options.body, request.headers)
    if (bytes === undefined) return usual(options, handler)
    const go = (body: Uint8Array | null): boolean => {
      const exchange = exchangeOf(options, request, body)
      const entry = isLive ? null : entryFor(scope, request, exchange)
      if (!entry) {
        if (!isLive) scope.options.sends?.(exchange)
        return usual(body ? { ...options, body } : options, handler)
      }
      answer(scope, request.to, exchange, entry, handler)
      return true
    }
    if (!(bytes instanceof Promise)) return go(bytes)
    void bytes.then(go, (error: unknown) => listenerOf(handler).fail(error))
    return true
  }

  function answer(scope: Scope, to: Peer, exchange: HttpExchange, entry: Entry, handler: DispatchHandler): void {
    const recorded = entry.recorded.exchange as HttpExchange
    entry.uses++
    scope.options.asked?.({ exchange, to, entry, changes: [] })
    scope.begin(exchange, to, to, false)
    scope.timeline?.reach(recorded.at, true)
    const response = recorded.response as NonNullable<HttpExchange['response']>
    new Response({
      listener: listenerOf(handler),
      response,
      method: exchange.request?.method ?? '',
      // No connection has any part in it.
      at: (time, run) => scope.at(time, () => promises.delivering(run), undefined, true),
      over: (isWhole) => {
        const endedAt = isWhole ? elapsed() : null
        if (scope.isActive) scope.keep(Object.assign(exchange, { response, endedAt }), to, to, null, false)
      },
    }).begin()
  }
}

function leadsToFixture(scope: Scope, to: Peer): boolean {
  return !scope.allows(to) && !scope.index?.isOutOfReach(to)
}

/** The entry that answers, where there is the very same and nothing special about its answer. */
function entryFor(scope: Scope, { to }: PlainRequest, exchange: HttpExchange): Entry | null {
  const found = scope.index?.find(to, exchange, () => httpResponder.question(exchange), true)
  if (found?.kind !== 'found' || found.changes.length > 0) return null
  const { broke, exchange: recorded } = found.entry.recorded
  const { interim, response, endedAt } = recorded as HttpExchange
  const isPlain = broke === null && endedAt !== null && interim.length === 0 && response !== null
  return isPlain && response.status >= 200 ? found.entry : null
}
