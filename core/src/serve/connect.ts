/** Connections to a server of this process over a pair of streams, which stand for the two ends. */
import { subscribe } from 'node:diagnostics_channel'
import type http from 'node:http'
import type net from 'node:net'
import { duplexPair, type Duplex } from 'node:stream'
import tls from 'node:tls'
import { OriginalWeakSet } from '../originals.ts'

interface Pair {
  readonly client: Duplex
  readonly served: Duplex
}

/** @param prepare - does something with the server's end before the server has it */
export function connect(server: net.Server, prepare: (served: Duplex) => void = () => {}): Duplex {
  const { client, served } = pair()
  Object.assign(served, asOfSocket(served, server))
  prepare(served)
  // A server takes any stream for a connection that is handed to it so (Node's documentation, "Event: 'connection'").
  server.emit(server instanceof tls.Server ? 'secureConnection' : 'connection', served)
  return client
}

/**
 * For code that keeps connections for what it asks next. That may be another server's, which listens in another test at the
 * same port, and so none is kept.
 */
export function connectOnce(server: net.Server): Duplex {
  closeOnce()
  return connect(server, (served) => void asked.add(served))
}

/** No port that anybody listens at. */
const CLIENT_PORT = 32_768

/** What programs ask of the socket of a request: whom they speak with, and that it be kept. */
function asOfSocket(served: Duplex, server: net.Server): object {
  const address = server.address()
  const itself = (): Duplex => served
  return {
    remoteAddress: '127.0.0.1',
    remoteFamily: 'IPv4',
    remotePort: CLIENT_PORT,
    localAddress: '127.0.0.1',
    localFamily: 'IPv4',
    localPort: typeof address === 'object' && address !== null ? address.port : 80,
    ...(server instanceof tls.Server ? { encrypted: true, authorized: false } : {}),
    setTimeout: itself,
    setKeepAlive: itself,
    setNoDelay: itself,
    ref: itself,
    unref: itself,
  }
}

function pair(): Pair {
  const [client, served] = duplexPair()
  // The end of a pair doesn't notice that the other one is broken off.
  served.once('close', () => served.writableFinished || client.destroy())
  client.once('close', () => client.writableFinished || served.destroy())
  return { client, served }
}

/** The servers' ends of connections for one request. */
const asked = new OriginalWeakSet<object>()
let closesOnce = false

function closeOnce(): void {
  if (closesOnce) return
  closesOnce = true
  subscribe('http.server.request.start', (message) => {
    const { socket, response } = message as { readonly socket: object; readonly response: http.ServerResponse }
    if (asked.has(socket)) response.shouldKeepAlive = false
  })
}
