/** Sends a request to a server of this process. */
import { once } from 'node:events'
import http from 'node:http'
import type net from 'node:net'
import type { Duplex } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { connect } from './connect.ts'

export interface RequestOptions {
  /** `GET` where nothing is said, and `POST` where there is a body. */
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string | Uint8Array
}

/** Statuses that a `Response` can't have a body with (Fetch standard, "null body status"). */
const BODILESS = new Set([101, 204, 205, 304])

/** @param onAnswer - called by what begins the answer */
export async function ask(
  server: net.Server,
  target: string,
  options: RequestOptions = {},
  onAnswer?: () => void,
): Promise<Response> {
  const { body, headers = {}, method = body === undefined ? 'GET' : 'POST' } = options
  const request = http.request({
    method,
    path: target,
    headers: { host: hostOf(server), ...headers } as http.OutgoingHttpHeaders,
    createConnection: () => connect(server, onAnswer && ((served) => watch(served, onAnswer))) as net.Socket,
  })
  request.end(body)
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  const content = await buffer(response)
  return new Response(BODILESS.has(response.statusCode ?? 0) ? null : content, {
    status: response.statusCode ?? 0,
    statusText: response.statusMessage ?? '',
    headers: pairsOf(response.rawHeaders),
  })
}

function watch(served: Duplex, onAnswer: () => void): void {
  served.write = before(onAnswer, served)
}

/** What writes to a stream, the first time after something else. */
function before(run: () => void, stream: Duplex): Duplex['write'] {
  const { write } = stream
  return (...args: unknown[]) => {
    stream.write = write
    run()
    return Reflect.apply(write, stream, args) as boolean
  }
}

function hostOf(server: net.Server): string {
  const address = server.address()
  return typeof address === 'object' && address !== null ? `localhost:${address.port}` : 'localhost'
}

function pairsOf(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, i): [string, string][] => (i % 2 === 0 ? [[name, raw[i + 1] as string]] : []))
}
