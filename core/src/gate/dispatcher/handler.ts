/**
 * Who is told of a response: undici's handlers of both generations (its documentation, "Dispatcher.dispatch"; the older
 * one goes with `Symbol.for('undici.globalDispatcher.1')`).
 */
import type { RawHeaders } from '../../lens/http1/exchange.ts'

export type DispatchHandler = LegacyHandler | Handler

export interface LegacyHandler {
  onConnect?(abort: (reason?: unknown) => void, context: object): void
  onResponseStarted?(): void
  onHeaders?(status: number, headers: Buffer[], resume: () => void, reason: string): boolean | undefined
  onData?(chunk: Buffer): boolean | undefined
  onComplete?(trailers: Buffer[]): void
  onError?(error: unknown): void
}

export interface Handler {
  onRequestStart(controller: Controller, context: object): void
  onResponseStart?(controller: Controller, status: number, headers: Headers, reason: string): void
  onResponseData?(controller: Controller, chunk: Buffer): void
  onResponseEnd?(controller: Controller, trailers: Headers): void
  onResponseError?(controller: Controller, error: unknown): void
}

type Headers = Record<string, string | string[]>

interface Controller {
  readonly aborted: boolean
  readonly paused: boolean
  readonly reason: unknown
  rawHeaders: readonly Buffer[]
  rawTrailers: readonly Buffer[]
  abort(reason?: unknown): void
  pause(): void
  resume(): void
}

/** One that is told of a response, whatever its generation. */
export interface Listener {
  begin(flow: Flow): void
  head(status: number, reason: string, headers: RawHeaders): void
  data(chunk: Buffer): void
  end(trailers: RawHeaders): void
  fail(error: unknown): void
}

/** What a listener does to a response that it is given. */
export interface Flow {
  abort(reason: unknown): void
  pause(): void
  resume(): void
}

export function listenerOf(handler: DispatchHandler): Listener {
  return 'onRequestStart' in handler && handler.onRequestStart !== undefined
    ? modern(handler)
    : new Legacy(handler as LegacyHandler)
}

class Legacy implements Listener {
  readonly #handler: LegacyHandler
  #flow: Flow | null = null

  constructor(handler: LegacyHandler) {
    this.#handler = handler
  }

  begin(flow: Flow): void {
    this.#flow = flow
    this.#handler.onConnect?.((reason) => flow.abort(reason), {})
  }

  head(status: number, reason: string, headers: RawHeaders): void {
    this.#handler.onResponseStarted?.()
    this.#goOn(this.#handler.onHeaders?.(status, bytesOf(headers), () => this.#flow?.resume(), reason))
  }

  data(chunk: Buffer): void {
    this.#goOn(this.#handler.onData?.(chunk))
  }

  end(trailers: RawHeaders): void {
    this.#handler.onComplete?.(bytesOf(trailers))
  }

  fail(error: unknown): void {
    this.#handler.onError?.(error)
  }

  #goOn(is: boolean | undefined): void {
    if (is === false) this.#flow?.pause()
  }
}

function modern(handler: Handler): Listener {
  let controller: Controller
  return {
    begin(flow) {
      controller = controllerOf(flow)
      handler.onRequestStart(controller, {})
    },
    head(status, reason, headers) {
      controller.rawHeaders = bytesOf(headers)
      handler.onResponseStart?.(controller, status, recordOf(headers), reason)
    },
    data: (chunk) => handler.onResponseData?.(controller, chunk),
    end(trailers) {
      controller.rawTrailers = bytesOf(trailers)
      handler.onResponseEnd?.(controller, recordOf(trailers))
    },
    fail: (error) => handler.onResponseError?.(controller, error),
  }
}

function controllerOf(flow: Flow): Controller {
  const state = { aborted: false, paused: false, reason: undefined as unknown }
  return {
    get aborted() {
      return state.aborted
    },
    get paused() {
      return state.paused
    },
    get reason() {
      return state.reason
    },
    rawHeaders: [],
    rawTrailers: [],
    abort(reason) {
      if (state.aborted) return
      state.aborted = true
      state.reason = reason
      flow.abort(reason)
    },
    pause() {
      state.paused = true
      flow.pause()
    },
    resume() {
      state.paused = false
      flow.resume()
    },
  }
}

/** A header as bytes: its name, and the value that it had last, which mostly is the next one's. Nobody writes into them. */
interface Known {
  readonly name: Buffer
  text: string
  value: Buffer
}

/** By their names, which are few. */
const known = new Map<string, Known>()
const MAX_KNOWN = 1000

function bytesOf(headers: RawHeaders): Buffer[] {
  const all: Buffer[] = []
  for (let i = 0; i < headers.length; i += 2) {
    const { name, value } = headerOf(headers[i] as string, headers[i + 1] as string)
    all.push(name, value)
  }
  return all
}

function headerOf(name: string, text: string): Known {
  let its = known.get(name)
  if (its?.text === text) return its
  const value = Buffer.from(text, 'latin1')
  if (its) {
    its.text = text
    its.value = value
    return its
  }
  its = { name: Buffer.from(name, 'latin1'), text, value }
  if (known.size < MAX_KNOWN) known.set(name, its)
  return its
}

function recordOf(headers: RawHeaders): Headers {
  const record: Headers = {}
  for (let i = 0; i < headers.length; i += 2) {
    const name = (headers[i] as string).toLowerCase()
    const value = headers[i + 1] as string
    const before = record[name]
    record[name] = before === undefined ? value : [before, value].flat()
  }
  return record
}
