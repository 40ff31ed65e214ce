/** The server behind a connection of the program's that fixtures have answered so far: it goes on in their place. */
import { lookup } from 'node:dns'
import { connect, type Socket } from 'node:net'
import { connect as connectSecurely, type ConnectionOptions } from 'node:tls'
import { elapsed } from '../../originals.ts'
import { decodeConversation, responderOf } from '../../lens/index.ts'
import type { Decoder, Exchange, Peer } from '../../lens/lens.ts'
import { runOutside } from '../../scope/active.ts'

/** The program's side. */
export interface Program {
  /** The server has said something to it. */
  deliver(bytes: Uint8Array): void
  /** The server has said something on being told of the connection that only the program can make use of. */
  relay(bytes: Uint8Array): void
  /** What was told has been answered. */
  told(exchange: Exchange): void
  /** @param why - `EOF`, or the code of an error */
  hangUp(why: string): void
  /** There is no connection to the server. */
  fails(why: string): void
  /** Whether the server owes an answer. */
  awaits(): boolean
}

/** How TLS begins on the connection. */
export interface Secured {
  readonly to: Peer
  /** What has to be told before, as requests. */
  readonly told: readonly Uint8Array[]
  served(exchange: Exchange): void
  /** As the program has it. */
  readonly options: ConnectionOptions
}

interface Due {
  readonly bytes: Uint8Array
  /** Whether it tells of what a fixture has answered. */
  readonly tells: boolean
}

export class Behind {
  readonly #program: Program
  readonly #aside: (run: () => void) => void
  /** Of what the server is told. */
  readonly #decoder: Decoder
  readonly #due: Due[] = []
  readonly #secured: Secured | null
  #socket: Socket | null = null
  #told: Exchange | null = null
  #isOver = false

  /** @param aside - runs code of which nothing is recorded or replayed */
  constructor(to: Peer, program: Program, aside: (run: () => void) => void, secured: Secured | null) {
    this.#program = program
    this.#aside = aside
    const over = (exchange: Exchange): void => {
      if (exchange !== this.#told) return
      this.#told = null
      program.told(exchange)
    }
    this.#decoder = decodeConversation(to, over, (exchange) => (this.#told = exchange))
    this.#secured = secured
    runOutside(() => this.#open(to))
  }

  /** @param told - what has to be told first, as requests */
  send(told: readonly Uint8Array[], bytes: Uint8Array): void {
    this.#due.push(...told.map((request) => ({ bytes: request, tells: true })), { bytes, tells: false })
    this.#flush()
  }

  /** Whether the program replies to what was relayed: then the server has it, and it is part of no request. */
  takesReply(bytes: Uint8Array): boolean {
    const { introduction } = this.#told ? responderOf(this.#told.protocol) : {}
    if (!introduction?.isReply?.(bytes)) return false
    this.#decoder.take('client', { at: elapsed(), bytes })
    this.#socket?.write(bytes)
    return true
  }

  /** The program has said all. */
  finish(): void {
    this.#socket?.end()
  }

  close(): void {
    this.#isOver = true
    this.#socket?.destroy()
  }

  #open({ host, port }: Peer): void {
    if (port === 0) return this.#connect([host], port)
    this.#aside(() =>
      lookup(host, { all: true }, (error, found) =>
        error
          ? this.#fails(error)
          : this.#connect(
              found.map(({ address }) => address),
              port,
            ),
      ),
    )
  }

  /** A name may have several addresses, and its server be at one of them only. */
  #connect([host = '', ...others]: readonly string[], port: number): void {
    if (this.#isOver) return
    let socket!: Socket
    this.#aside(() => {
      // A handle counts as the program's unless it is first used here; Node connects it in a later tick.
      socket = (port === 0 ? connect({ path: host }) : connect({ host, port })).setNoDelay(true)
    })
    const failed = (error: NodeJS.ErrnoException): void =>
      others.length > 0 ? this.#connect(others, port) : this.#fails(error)
    socket.once('error', failed)
    socket.once('connect', () => {
      socket.off('error', failed)
      if (this.#secured) this.#tellBelow(socket, this.#secured)
      else this.#reached(socket)
    })
  }

  /** Where a protocol begins without TLS, it says so in a request. */
  #tellBelow(socket: Socket, secured: Secured): void {
    const { to, told, served } = secured
    socket.once('error', this.#fails)
    socket.once('close', () => this.#fails({ message: 'it hangs up' }))
    const secure = (): void => {
      socket.removeAllListeners()
      this.#secure(socket, secured)
    }
    if (told.length === 0) return secure()
    const decoder = decodeConversation(to, (exchange) => {
      served(exchange)
      secure()
    })
    const bytes = Buffer.concat(told)
    decoder.take('client', { at: elapsed(), bytes })
    socket.on('data', (answer: Buffer) => decoder.take('server', { at: elapsed(), bytes: answer }))
    socket.write(bytes)
  }

  #secure(socket: Socket, { options }: Secured): void {
    const { ALPNProtocols: offered } = options
    // What the program has been told is spoken on it, and it has been told of none of these.
    const protocols = Array.isArray(offered) ? { ALPNProtocols: offered.filter((name) => name !== 'h2') } : {}
    this.#aside(() => {
      const secure = connectSecurely({ ...options, ...protocols, ...NOT_SHARED, socket })
      secure.once('error', this.#fails)
      secure.once('secureConnect', () => {
        secure.off('error', this.#fails)
        this.#reached(secure)
      })
    })
  }

  #reached(socket: Socket): void {
    socket.on('data', (bytes: Buffer) => this.#received(bytes))
    socket.on('end', () => this.#ends('EOF'))
    socket.on('error', ({ code = 'ECONNRESET' }: NodeJS.ErrnoException) => this.#ends(code))
    this.#socket = socket
    if (this.#isOver) socket.destroy()
    this.#flush()
  }

  /** What is told is answered before anything else is sent. */
  #flush(): void {
    while (this.#socket && !this.#told) {
      const next = this.#due.shift()
      if (!next) return
      if (next.tells) this.#decoder.take('client', { at: elapsed(), bytes: next.bytes })
      this.#socket.ref()
      this.#socket.write(next.bytes)
    }
  }

  #received(bytes: Buffer): void {
    const told = this.#told
    if (told) this.#hear(told, bytes)
    else this.#program.deliver(bytes)
    // Who keeps a connection that nobody asks anything on is the program.
    if (!this.#told && !this.#program.awaits()) this.#socket?.unref()
  }

  #hear(told: Exchange, bytes: Buffer): void {
    const { introduction } = responderOf(told.protocol)
    const before = introduction?.forClient?.(told).length ?? 0
    this.#decoder.take('server', { at: elapsed(), bytes })
    for (const it of introduction?.forClient?.(told).slice(before) ?? []) this.#program.relay(it)
    this.#flush()
  }

  #ends(why: string): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#program.hangUp(why)
  }

  readonly #fails = ({ code, message }: Pick<NodeJS.ErrnoException, 'code' | 'message'>): void => {
    if (this.#isOver) return
    this.#isOver = true
    this.#program.fails(code ?? message)
  }
}

/** Of the program's own socket. */
const NOT_SHARED = { path: undefined, onread: undefined, signal: undefined, session: undefined }
