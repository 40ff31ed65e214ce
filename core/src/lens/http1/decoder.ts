/** Exchanges out of the bytes of an HTTP/1.1 connection: pipelined, interim responses, and what follows an upgrade. */
import { NotOfProtocol } from '../fall-back.ts'
import type { Ask, Decoder, Emit, Piece, Side } from '../lens.ts'
import { hasBody } from './encoder.ts'
import { headerOf, type HttpExchange, type HttpRequest, type HttpResponse } from './exchange.ts'
import { MessageParser, type After, type Handlers, type Head } from './parser.ts'

type Open<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] }

/** An exchange under way. */
interface Pending {
  readonly exchange: Omit<Open<HttpExchange>, 'request' | 'response'> & {
    readonly request: Open<HttpRequest> | null
    response: Open<HttpResponse> | null
  }
  asked: boolean
  answered: boolean
}

/** Makes the decoder of what a connection speaks once it has been upgraded. */
export type Upgraded = (protocol: string, request: HttpRequest, response: HttpResponse) => Decoder

export class HttpDecoder implements Decoder {
  readonly #emit: Emit
  readonly #upgraded: Upgraded
  readonly #ask: Ask | undefined
  readonly #queue: Pending[] = []
  readonly #parsers: Record<Side, MessageParser>
  /** Of the piece that is being read. */
  #at = 0
  /** The request and the response that are being read. */
  #asking: Pending | null = null
  #answering: Pending | null = null
  #interim: Open<HttpResponse> | null = null
  /** An upgrade that the server has not answered yet: what the client sends is kept until then. */
  #upgrading: Pending | null = null
  #held: Piece[] = []
  /** Decodes what is no HTTP any more. */
  #next: Decoder | null = null

  constructor(emit: Emit, upgraded: Upgraded, ask?: Ask) {
    this.#emit = emit
    this.#upgraded = upgraded
    this.#ask = ask
    this.#parsers = {
      client: new MessageParser('REQUEST', this.#ofRequest()),
      server: new MessageParser('RESPONSE', this.#ofResponse()),
    }
  }

  take(from: Side, piece: Piece): void {
    if (this.#next) return this.#next.take(from, piece)
    if (from === 'client' && this.#upgrading) {
      this.#held.push(piece)
      return
    }
    this.#at = piece.at
    const taken = this.#parsers[from].execute(piece.bytes)
    if (taken < 0)
      throw new NotOfProtocol(
        'what is no HTTP',
        this.#held.splice(0).map((held) => ['client', held]),
      )
    if (taken === piece.bytes.length) return
    this.take(from, { at: piece.at, bytes: piece.bytes.subarray(taken) })
  }

  end(): void | Promise<void> {
    if (this.#next) return this.#next.end()
    this.#parsers.server.finish()
    this.#flush(true)
  }

  #ofRequest(): Handlers {
    return {
      head: ({ method, target, version, headers, upgrade }) => {
        const request: Open<HttpRequest> = { method, target, version, headers: [...headers], body: [], trailers: [] }
        this.#asking = this.#open(request)
        if (upgrade) this.#upgrading = this.#asking
        if (headerOf(headers, 'expect')?.toLowerCase() === '100-continue') this.#ask?.(this.#asking.exchange, false)
        return 'body'
      },
      body: (bytes) => {
        this.#asking?.exchange.request?.body.push({ at: this.#at, bytes })
      },
      trailers: (trailers) => {
        this.#asking?.exchange.request?.trailers.push(...trailers)
      },
      complete: () => {
        const its = this.#asking
        this.#asking = null
        if (!its) return
        its.asked = true
        this.#flush()
        this.#ask?.(its.exchange, true)
      },
    }
  }

  #ofResponse(): Handlers {
    return {
      head: (head) => this.#answer(head),
      body: (bytes) => {
        this.#answering?.exchange.response?.body.push({ at: this.#at, bytes })
      },
      trailers: (trailers) => {
        this.#answering?.exchange.response?.trailers.push(...trailers)
      },
      complete: () => {
        const its = this.#answering
        this.#answering = null
        if (!its) return
        if (this.#interim) {
          its.exchange.interim.push(this.#interim)
          this.#interim = null
          return
        }
        its.answered = true
        its.exchange.endedAt = this.#at
        if (its === this.#upgrading) this.#settleUpgrade(its)
        this.#flush()
      },
    }
  }

  #open(request: Open<HttpRequest> | null): Pending {
    const pending: Pending = {
      exchange: { protocol: 'http', at: this.#at, endedAt: null, request, interim: [], response: null },
      asked: request === null,
      answered: false,
    }
    this.#queue.push(pending)
    return pending
  }

  #answer({ status, reason, version, headers, upgrade }: Head): After {
    const response: Open<HttpResponse> = {
      at: this.#at,
      status,
      reason,
      version,
      headers: [...headers],
      body: [],
      trailers: [],
    }
    // A server may speak unasked: 408 to a client that says nothing.
    const its = this.#queue.find(({ answered }) => !answered) ?? this.#open(null)
    this.#answering = its
    if (status < 200 && status !== 101) {
      this.#interim = response
      return 'no body'
    }
    its.exchange.response = response
    const method = its.exchange.request?.method ?? ''
    if (upgrade || (method === 'CONNECT' && status < 300)) return 'no http'
    return hasBody(status, method) ? 'body' : 'no body'
  }

  #settleUpgrade({ exchange }: Pending): void {
    const { request, response } = exchange as { request: HttpRequest; response: HttpResponse }
    this.#upgrading = null
    const connected = request.method === 'CONNECT' && response.status < 300
    if (connected || response.status === 101) {
      this.#flush(true)
      this.#next = this.#upgraded(
        connected ? '' : (headerOf(response.headers, 'upgrade') ?? '').toLowerCase(),
        request,
        response,
      )
    }
    for (const piece of this.#held.splice(0)) this.take('client', piece)
  }

  #flush(unfinished = false): void {
    for (let first = this.#queue[0]; first && (unfinished || (first.asked && first.answered)); first = this.#queue[0]) {
      this.#queue.shift()
      this.#emit(first.exchange)
    }
  }
}
