/** A connection to V8's inspector in another process. */
import { InspectorSocket } from './inspector-socket.ts'

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

const GONE: Message = { error: { message: 'the program is gone' } }

export class Inspector {
  readonly #socket: InspectorSocket
  readonly #answers = new Map<number, (message: Message) => void>()
  readonly #listeners = new Map<string, (params: never) => void>()
  #sent = 0

  private constructor(socket: InspectorSocket) {
    this.#socket = socket
    const onClose = (): void => {
      for (const answer of this.#answers.values()) answer(GONE)
      this.#answers.clear()
    }
    socket.listen((text) => this.#receive(JSON.parse(text) as Message), onClose)
  }

  static async connect(url: string): Promise<Inspector> {
    return new Inspector(await InspectorSocket.connect(url))
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
      if (this.#socket.isClosed) this.#receive({ id, ...GONE })
      else this.#socket.send(JSON.stringify({ id, method, params }))
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
