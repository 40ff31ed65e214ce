/** Gives a recorded response to a listener, piece by piece at the times at which they came. */
import type { Piece } from '../../lens/lens.ts'
import type { HttpResponse } from '../../lens/http1/exchange.ts'
import { hasBody, sized } from '../../lens/http1/encoder.ts'
import type { Flow, Listener } from './handler.ts'

export interface ResponseOptions {
  readonly listener: Listener
  readonly response: HttpResponse
  /** Of the request. */
  readonly method: string
  /** Does something at a recorded time. */
  readonly at: (time: number, run: () => void) => void
  /** All has been given, or the listener wants no more. */
  readonly over: (isWhole: boolean) => void
}

export class Response implements Flow {
  readonly #options: ResponseOptions
  readonly #hasBody: boolean
  readonly #body: readonly Piece[]
  /** Which part is given next: the head, the pieces of the body, or the end. */
  #next = 0
  /** How many parts are due: they are held while the listener pauses. */
  #due = 0
  #isPaused = false
  #isOver = false

  constructor(options: ResponseOptions) {
    this.#options = options
    const { response, method } = options
    this.#hasBody = hasBody(response.status, method)
    this.#body = this.#hasBody ? response.body : []
  }

  begin(): void {
    this.#options.listener.begin(this)
    if (this.#isOver) return
    // What came together is given together.
    let time = this.#options.response.at
    let parts = 1
    for (const { at } of this.#body) {
      if (at > time) {
        this.#give(time, parts)
        time = at
      }
      parts++
    }
    this.#give(time, parts + 1)
  }

  abort(reason: unknown): void {
    if (this.#isOver) return
    this.#end(false)
    this.#options.listener.fail(reason)
  }

  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    while (!this.#isPaused && !this.#isOver && this.#next < this.#due) this.#say(this.#next++)
  }

  /** @param parts - so many from the first one on */
  #give(time: number, parts: number): void {
    this.#options.at(time, () => {
      this.#due = parts
      if (!this.#isPaused) this.resume()
    })
  }

  #say(part: number): void {
    const { listener, response } = this.#options
    const piece = this.#body[part - 1]
    if (part === 0) {
      const headers = this.#hasBody ? sized(response) : response.headers
      listener.head(response.status, response.reason, headers)
    } else if (piece) listener.data(Buffer.from(piece.bytes))
    else {
      this.#end(true)
      listener.end(response.trailers)
    }
  }

  #end(isWhole: boolean): void {
    this.#isOver = true
    this.#options.over(isWhole)
  }
}
