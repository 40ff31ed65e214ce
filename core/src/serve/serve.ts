/** `retrace.serve()`: a server of the program within a test, which is asked without a port. */
import http from 'node:http'
import type net from 'node:net'
import { RetraceError } from '../errors.ts'
import { OriginalPromise } from '../originals.ts'
import { ask, type RequestOptions } from './ask.ts'
import { noticing } from './caught.ts'
import { Program } from './program.ts'
import { type Listening, runListening } from './virtual-listen.ts'

/** A server that runs in this process and listens at nothing. */
export interface Served extends AsyncDisposable {
  /**
   * Sends a request as `fetch` would; a redirect is not followed.
   *
   * @param target - path and query: `/orders/7?full=1`
   * @returns the response, with the whole of its body
   * @throws what nobody catches in the server meanwhile
   */
  fetch(target: string, options?: RequestOptions): Promise<Response>
  /** Closes it, as the program would; requests that are under way are answered before. */
  close(): Promise<void>
}

/**
 * Starts a server without opening a port.
 *
 * @param load - what starts it: `() => import('../src/server.ts')`, of which something calls `listen`. Or what gives a
 * `http.Server` or a request handler (an Express application, say), itself or as `default`, `server` or `app` of a module
 * @returns the server, once it listens
 * @throws RetraceError `SERVE_WRONG`; and whatever `load` throws
 */
export async function serve(load: () => unknown): Promise<Served> {
  if (typeof load !== 'function') throw new RetraceError('SERVE_WRONG', { what: typeof load })
  const servers: net.Server[] = []
  const program = new Program()
  let first!: Listening['first']
  const listens = new OriginalPromise<net.Server>((resolve) => (first = resolve))
  const listening: Listening = { servers, first }
  const loaded = async (): Promise<net.Server> => {
    const given = serverOf(await load())
    // What listens itself says so when it does.
    return given && servers.length === 0 ? given : listens
  }
  const start = (): Promise<net.Server> => OriginalPromise.race([listens, loaded()])
  const server = await program.run(() => runListening(listening, start))
  const close = async (): Promise<void> => {
    await OriginalPromise.all(servers.map(closed))
  }
  const fetch: Served['fetch'] = (target, options) =>
    program.run(() => runListening(listening, () => noticing(() => ask(server, target, options))))
  return { fetch, close, [Symbol.asyncDispose]: close }
}

/** Null where there is none in what was loaded: then something is yet to listen. */
function serverOf(given: unknown): net.Server | null {
  const module = (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>
  for (const it of [given, module['default'], module['server'], module['app']]) {
    if (typeof it === 'function') return http.createServer(it as http.RequestListener)
    if (isServer(it)) return it
  }
  return null
}

function isServer(it: unknown): it is net.Server {
  return typeof it === 'object' && it !== null && 'listening' in it && typeof (it as net.Server).emit === 'function'
}

function closed(server: net.Server): Promise<void> {
  return new OriginalPromise((resolve) => {
    if (server.listening) server.close(() => resolve())
    else resolve()
  })
}
