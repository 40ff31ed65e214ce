/** A connection to V8's inspector in another process. */
import { once } from 'node:events'
import { WebSocket } from 'ws'

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

export class Inspector {
  readonly #socket: WebSocket
  readonly #answers = new Map<number, (message: Message) => void>()
  readonly #listeners = new Map<string, (params: never) => void>()
  #sent = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer) => this.#receive(JSON.parse(data.toString('utf8')) as Message))
    socket.on('close', () => {
      for (const answer of this.#answers.values()) answer({ error: { message: 'the program is gone' } })
      this.#answers.clear()
    })
    // What the process makes of it is seen at its end.
    socket.on('error', () => {})
  }

  static async connect(url: string): Promise<Inspector> {
    const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 1 << 30 })
    await once(socket, 'open')
    return new Inspector(socket)
  }

  on<T>(event: string, listener: (params: T) => void): void {
    this.#listeners.set(event, listener)
  }

  send<T = unknown>(method: string, params: object = {}): Promise<T> {
    const id = ++this.#sent
    return new Promise((resolve, reject) => {
      this.#answers.set(id, ({ result, error }) => {
        if (error) reject(new Error(`${method}: ${error.message}`))
        else resolve(result as T)
      })
      this.#socket.send(JSON.stringify({ id, method, params }))
    })
  }

  close(): void {
    this.#socket.close()
  }

  #receive(message: Message): void {
    const { id, method, params } = message
    if (id === undefined) return this.#listeners.get(method ?? '')?.(params as never)
    this.#answers.get(id)?.(message)
    this.#answers.delete(id)
  }
}
