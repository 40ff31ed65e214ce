/** Gives a recorded response to a listener, piece by piece at the times at which they came. */
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
  /** What is due and can't be given while the listener pauses. */
  readonly #held: (() => void)[] = []
  #isPaused = false
  #isOver = false

  constructor(options: ResponseOptions) {
    this.#options = options
  }

  begin(): void {
    const { listener, response, method } = this.#options
    listener.begin(this)
    if (this.#isOver) return
    const { at, status, reason, trailers } = response
    const hasContent = hasBody(status, method)
    const body = hasContent ? response.body : []
    const head = (): void => listener.head(status, reason, hasContent ? sized(response) : response.headers)
    const end = (): void => this.#end(() => listener.end(trailers), true)
    // What came together is given together.
    let together = [head]
    let time = at
    for (const piece of body) {
      if (piece.at > time) {
        this.#give(time, together)
        together = []
        time = piece.at
      }
      together.push(() => listener.data(Buffer.from(piece.bytes)))
    }
    together.push(end)
    this.#give(time, together)
  }

  abort(reason: unknown): void {
    this.#end(() => this.#options.listener.fail(reason), false)
  }

  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    while (!this.#isPaused && !this.#isOver && this.#held.length > 0) this.#held.shift()?.()
  }

  #give(time: number, together: readonly (() => void)[]): void {
    this.#options.at(time, () => {
      this.#held.push(...together)
      if (!this.#isPaused) this.resume()
    })
  }

  #end(say: () => void, isWhole: boolean): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#held.length = 0
    this.#options.over(isWhole)
    say()
  }
}
