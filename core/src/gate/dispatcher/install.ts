/** Puts the short way where `fetch` looks for its dispatcher. */
import type { Recorded } from '../../lens/recorded.ts'
import { headerOf, type HttpExchange } from '../../lens/http1/exchange.ts'
import { type Dispatch, replayOfCode, shortWay, type WayOptions } from './dispatcher.ts'

/** Where undici keeps its global dispatchers: for handlers of the older generation, and of the newer. */
const PLACES = [Symbol.for('undici.globalDispatcher.1'), Symbol.for('undici.globalDispatcher.2')]

interface Agent {
  readonly dispatch: Dispatch
}

/**
 * It stays, and lets through what nobody replays. Where another dispatcher than undici's own stands, that one does.
 *
 * @param recorded - what is to be replayed: where nothing of it was fetched, Node's `fetch` isn't loaded for it
 */
export function installShortWay(realm: typeof globalThis, recorded: readonly Recorded[], options: WayOptions): void {
  const places = realm as unknown as Record<symbol, Agent | undefined>
  // Node loads its `fetch`, and makes the dispatcher, when it is first asked for what belongs to it.
  if (PLACES.every((place) => !places[place]) && recorded.some(isFetched)) void realm.Headers
  const plain = PLACES.map((place) => isPlain(places[place]))
  for (const [i, place] of PLACES.entries()) {
    const agent = places[place]
    if (!agent || !(plain[i] || (plain[1] && isBridge(agent)))) continue
    const dispatch = shortWay((its, handler) => agent.dispatch(its, handler), options)
    places[place] = new Proxy(agent, {
      get(target, key) {
        if (key === 'dispatch') return dispatch
        // See `bytesOf`.
        if (key === 'isMockActive') return replayOfCode() !== null
        return Reflect.get(target, key, target)
      },
    })
  }
}

/** Whether nothing of the program's stands between its requests and their connections. */
function isPlain(agent: Agent | undefined): boolean {
  if (!agent) return false
  const kind = Object.getPrototypeOf(agent) as Agent & { constructor: { name: string } }
  return kind.constructor.name === 'Agent' && agent.dispatch === kind.dispatch
}

/** What undici 8 has at the first place, for older ones: it leads to the agent at the second. */
function isBridge(agent: Agent): boolean {
  return Object.getPrototypeOf(agent).constructor.name === 'Dispatcher1Wrapper'
}

/** `fetch` alone says how it fetches (Fetch Metadata Request Headers). */
function isFetched({ exchange }: Recorded): boolean {
  const { request } = exchange as Partial<HttpExchange>
  return exchange.protocol === 'http' && !!request && headerOf(request.headers, 'sec-fetch-mode') !== null
}
