/**
 * Messages out of the bytes of one side. The parser is `http-parser-js`: synchronous, in JavaScript, for requests and
 * responses alike, pipelined ones too. (Node's own `http` reads pipelined requests, but no pipelined responses.)
 */
import { HTTPParser } from 'http-parser-js'
import { viewOf } from '../unread.ts'
import type { RawHeaders } from './exchange.ts'

export interface Head {
  /** Of a request. */
  readonly method: string
  readonly target: string
  /** Of a response. */
  readonly status: number
  readonly reason: string
  readonly version: string
  readonly headers: RawHeaders
  /** Whether the request asks for another protocol, or the response grants it. */
  readonly upgrade: boolean
}

/** What becomes of a message after its head. */
export type After = 'body' | 'no body' | 'no http'

export interface Handlers {
  head(head: Head): After
  body(bytes: Buffer): void
  trailers(trailers: RawHeaders): void
  complete(): void
}

/** What `http-parser-js` takes as the answer to a head. */
const ANSWER: Record<After, number> = { body: 0, 'no body': 1, 'no http': 2 }

/** Of RFC 9110 and its extensions; the parser's own list may be older. */
for (const method of ['QUERY']) if (!HTTPParser.methods.includes(method)) HTTPParser.methods.push(method)

export class MessageParser {
  readonly #parser: InstanceType<typeof HTTPParser>

  constructor(kind: 'REQUEST' | 'RESPONSE', handlers: Handlers) {
    const parser = new HTTPParser(kind)
    // How large a head may be was up to those who spoke; the parser sets it anew for each message, and takes a body for
    // part of the next head where both come in one piece.
    Object.defineProperty(parser, 'maxHeaderSize', { get: () => Infinity, set: () => {} })
    // What the handler is given depends on what other users of the parser have set; the parser itself has it all.
    parser[HTTPParser.kOnHeadersComplete] = () => ANSWER[handlers.head(headOf(parser as unknown as HasInfo))]
    parser[HTTPParser.kOnBody] = (bytes) => handlers.body(bytes)
    parser[HTTPParser.kOnHeaders] = (trailers) => handlers.trailers(trailers)
    parser[HTTPParser.kOnMessageComplete] = () => handlers.complete()
    this.#parser = parser
  }

  /**
   * Reads on.
   *
   * @returns how many of the bytes were HTTP: all, or those before another protocol; -1 where they are no HTTP
   */
  execute(bytes: Uint8Array): number {
    const { encoding } = HTTPParser
    // Set for this call alone: other users of the parser expect theirs, which loses the upper half.
    HTTPParser.encoding = 'latin1'
    try {
      const taken = this.#parser.execute(viewOf(bytes))
      return typeof taken === 'number' ? taken : -1
    } finally {
      HTTPParser.encoding = encoding
    }
  }

  /** The side has ended: completes a body that lasts until then. */
  finish(): void {
    this.#parser.finish()
  }
}

interface HasInfo {
  readonly info: {
    readonly method?: number
    readonly url?: string
    readonly statusCode?: number
    readonly statusMessage?: string
    readonly versionMajor: number
    readonly versionMinor: number
    readonly headers: string[]
    readonly upgrade: boolean
  }
}

function headOf({ info }: HasInfo): Head {
  return {
    method: HTTPParser.methods[info.method ?? -1] ?? '',
    target: info.url ?? '',
    status: info.statusCode ?? 0,
    reason: info.statusMessage ?? '',
    version: `${info.versionMajor}.${info.versionMinor}`,
    headers: info.headers,
    upgrade: info.upgrade,
  }
}
