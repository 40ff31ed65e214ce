/** A client of the Chrome DevTools Protocol: what an editor's debugger says to a program, as far as a test needs it. */
import { once } from 'node:events'
import { WebSocket } from 'ws'

export interface Paused {
  readonly reason: string
  readonly hitBreakpoints: readonly string[]
  readonly callFrames: readonly { readonly callFrameId: string; readonly functionName: string }[]
}

export interface Script {
  readonly url: string
  readonly sourceMapURL: string
}

type Message = { id?: number; method?: string; params?: unknown; result?: unknown; error?: { message: string } }

export class DebuggerClient {
  readonly #socket: WebSocket
  #sent = 0
  /** Events that came, oldest first. */
  readonly #events: Message[] = []
  readonly #listeners = new Set<() => void>()
  readonly #answers = new Map<number, (message: Message) => void>()
  #closed = false

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer) => this.#receive(JSON.parse(data.toString('utf8')) as Message))
    socket.on('close', () => {
      this.#closed = true
      for (const listener of this.#listeners) listener()
    })
  }

  static async connect(url: string): Promise<DebuggerClient> {
    const socket = new WebSocket(url)
    const client = new DebuggerClient(socket)
    await once(socket, 'open')
    return client
  }

  send<T = unknown>(method: string, params: object = {}): Promise<T> {
    const id = ++this.#sent
    this.#socket.send(JSON.stringify({ id, method, params }))
    return new Promise((resolve, reject) => {
      this.#answers.set(id, ({ result, error }) => {
        if (error) reject(new Error(`${method}: ${error.message}`))
        else resolve(result as T)
      })
    })
  }

  /** The first event of this name that fits, which may have come already; it is given once. */
  async event<T>(method: string, fits: (params: T) => boolean = () => true): Promise<T> {
    for (;;) {
      const at = this.#events.findIndex((event) => event.method === method && fits(event.params as T))
      if (at >= 0) return this.#events.splice(at, 1)[0]?.params as T
      if (this.#closed) throw new Error(`The program is gone, and ${method} never came`)
      await new Promise<void>((resolve) => {
        const listener = (): void => {
          this.#listeners.delete(listener)
          resolve()
        }
        this.#listeners.add(listener)
      })
    }
  }

  /** The value of an expression in the innermost frame, as JSON takes it. */
  async evaluate(paused: Paused, expression: string): Promise<unknown> {
    const { result } = await this.send<{ result: { value: unknown } }>('Debugger.evaluateOnCallFrame', {
      callFrameId: paused.callFrames[0]?.callFrameId,
      expression,
      returnByValue: true,
    })
    return result.value
  }

  close(): void {
    this.#socket.close()
  }

  #receive(message: Message): void {
    if (message.id !== undefined) {
      this.#answers.get(message.id)?.(message)
      this.#answers.delete(message.id)
      return
    }
    this.#events.push(message)
    for (const listener of this.#listeners) listener()
  }
}
