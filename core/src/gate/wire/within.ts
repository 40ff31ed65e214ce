/** A connection to a server of this very process that listens at nothing: its bytes go from one to the other here. */
import type { Duplex } from 'node:stream'
import { setOwnImmediate } from '../../own-immediate.ts'

/** The way to such a server. */
export interface Way {
  connect(): Duplex
  /** Whether it waits to be asked something, as one for HTTP does. */
  readonly isAsked: boolean
}

/** The client's side. */
export interface Client {
  deliver(bytes: Uint8Array): void
  /** @param why - `EOF`, or the code of an error */
  hangUp(why: string): void
}

export class Within {
  /** How many deliveries of all connections are on their way. */
  static underWay = 0

  readonly #find: () => Way | null
  readonly #client: Client
  #server: Duplex | null = null
  #isOver = false

  /** @param find - the way to the server, as the running code has it; null where there is none any more */
  constructor(find: () => Way | null, client: Client) {
    this.#find = find
    this.#client = client
  }

  /** The client has its connection. What is asked on it may be asked by other code than opened it, with another server. */
  begin(): void {
    if (this.#find()?.isAsked === false) this.#open()
  }

  write(bytes: Uint8Array): void {
    this.#open()
    // The client may write into it again.
    this.#server?.write(Buffer.from(bytes))
  }

  /** The client has said all. */
  finish(): void {
    this.#server?.end()
  }

  close(): void {
    this.#isOver = true
    this.#server?.destroy()
  }

  #open(): void {
    if (this.#server || this.#isOver) return
    const server = this.#find()?.connect()
    if (!server) return this.#ends('ECONNRESET')
    this.#server = server
    server.on('data', (bytes: Buffer) => this.#soon(() => this.#client.deliver(bytes)))
    server.once('end', () => this.#ends('EOF'))
    server.once('close', () => this.#ends('ECONNRESET'))
    server.on('error', () => {})
  }

  #ends(why: string): void {
    this.#soon(() => {
      if (this.#isOver) return
      this.#isOver = true
      this.#client.hangUp(why)
    })
  }

  /** As what a socket reads, it comes in a turn of the loop. */
  #soon(run: () => void): void {
    Within.underWay++
    setOwnImmediate(() => {
      Within.underWay--
      run()
    })
  }
}
