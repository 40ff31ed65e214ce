/**
 * Servers that listen at nothing: within one async context, `listen` opens no port, and the server believes that it has.
 * All of Node's servers come to `net.Server.prototype.listen` in the end.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import type { Way } from '../gate/wire/within.ts'
import { originalNextTick } from '../originals.ts'
import { connectOnce } from './connect.ts'

/** The servers of one context, and who wants to know of the first one. */
export interface Listening {
  readonly servers: net.Server[]
  readonly first: (server: net.Server) => void
}

/** What a server asks of the handle that it listens with. */
interface Handle {
  getsockname(address: object): number
  close(): void
  ref(): void
  unref(): void
}

type Listen = (this: net.Server, ...args: unknown[]) => net.Server

const contexts = new AsyncLocalStorage<Listening>()
/** The servers of this process, where all of them listen at nothing. */
let wholeProcess: Listening | undefined
let isPatched = false
/** The first of the ports that nobody is registered for (RFC 6335 section 6). */
let freePort = 49_152

/** Runs code whose servers listen at nothing, also those that come later of it. */
export function runListening<T>(listening: Listening, run: () => T): T {
  patch()
  return contexts.run(listening, run)
}

/** From here on no server of this process listens at anything. */
export function listenAtNothingAnywhere(listening: Listening): void {
  patch()
  wholeProcess = listening
}

/** The way to the server that listens so at a port, for code of its context; null where there is none. */
export function wayTo(port: number): Way | null {
  const server = contexts.getStore()?.servers.find((its) => its.listening && portIn(its) === port)
  if (!server) return null
  return {
    connect: () => connectOnce(server),
    isAsked: server instanceof http.Server || server instanceof https.Server,
  }
}

function portIn(server: net.Server): number {
  return (server.address() as net.AddressInfo).port
}

function patch(): void {
  if (isPatched) return
  isPatched = true
  const prototype = net.Server.prototype as unknown as { listen: Listen }
  const usual = prototype.listen
  prototype.listen = function listen(this: net.Server, ...args) {
    const listening = contexts.getStore() ?? wholeProcess
    // Where it can't be listened at all, Node says so.
    return listening && isPossible(args[0]) ? listenAtNothing(this, args, listening) : usual.apply(this, args)
  }
}

function listenAtNothing(server: net.Server, args: readonly unknown[], { servers, first }: Listening): net.Server {
  const callback = args.findLast((arg) => typeof arg === 'function') as (() => void) | undefined
  if (callback) server.once('listening', callback)
  // `listening`, `address()` and `close()` of a server go by its handle.
  Object.assign(server, { _handle: handleAt(portOf(args[0])) })
  servers.push(server)
  originalNextTick(() => {
    server.emit('listening')
    first(server)
  })
  return server
}

function portOf(first: unknown): number {
  return Number(givenPort(first)) || freePort++
}

function givenPort(first: unknown): unknown {
  return typeof first === 'object' && first !== null ? (first as { port?: unknown }).port : first
}

function isPossible(first: unknown): boolean {
  const port = givenPort(first)
  // A text that is no number is the path of a pipe.
  if (typeof port !== 'number' && (typeof port !== 'string' || Number.isNaN(Number(port)))) return true
  return Number.isInteger(Number(port)) && Number(port) >= 0 && Number(port) <= 65_535
}

function handleAt(port: number): Handle {
  const nothing = (): void => {}
  const getsockname = (address: object): number => {
    Object.assign(address, { address: '127.0.0.1', family: 'IPv4', port })
    return 0
  }
  return { getsockname, close: nothing, ref: nothing, unref: nothing }
}
