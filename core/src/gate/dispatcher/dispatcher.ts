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

/** @param usual - dispatches what doesn't go the short way */
export function shortWay(usual: Dispatch, way: WayOptions): Dispatch {
  return (options, handler) => {
    const scope = scopeOfCode()
    const request = scope?.mode === 'replay' && !created.hasSubscribers ? plainRequest(options) : null
    if (!scope || !request || way.isOwn(request.to) || !leadsToFixture(scope, request.to))
      return usual(options, handler)
    const { body } = request
    const go = (bytes: Uint8Array | null): boolean => {
      const exchange = exchangeOf(options, request, bytes)
      const entry = entryFor(scope, request, exchange)
      if (!entry) return usual(bytes ? { ...options, body: bytes } : options, handler)
      answer(scope, request.to, exchange, entry, handler)
      return true
    }
    if (body === null || body instanceof Uint8Array) return go(body)
    void collect(body).then(go, (error: unknown) => listenerOf(handler).fail(error))
    return true
  }

  function answer(scope: Scope, to: Peer, exchange: HttpExchange, entry: Entry, handler: DispatchHandler): void {
    const recorded = entry.recorded.exchange as HttpExchange
    entry.uses++
    scope.options.review?.({ exchange, to, entry, changes: [] })
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
  return !scope.allows(to) && !scope.index?.failureOf(to) && !scope.index?.failureOf({ ...to, port: 0 })
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

async function collect(body: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}
