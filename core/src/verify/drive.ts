/** Sends a server the requests of a case: each at its time, and after the responses that had come before it. */
import type net from 'node:net'
import { contentOf } from '../lens/http1/content.ts'
import { hasFailed } from '../lens/http1/exchange.ts'
import { OriginalPromise } from '../originals.ts'
import type { Frame } from '../divergence/frames.ts'
import { userFrames } from '../recording/user-line.ts'
import type { Scope } from '../scope/scope.ts'
import { ask } from '../serve/ask.ts'
import { type Caught, caughtIn } from '../serve/caught.ts'
import type { Answer } from './behaviour.ts'
import type { CaseRequest } from './case.ts'
import type { Places } from './places.ts'
import { sourceOf } from './source-of.ts'

/** How long a request waits for a response that had come before it, by the virtual clock. */
const PATIENCE_MS = 60_000

/** Of the connection that it was sent on, and not of the request. */
const OF_CONNECTION =
  /^(?:connection|keep-alive|proxy-connection|transfer-encoding|content-length|expect|upgrade|te|trailer)$/i

export class Drive {
  readonly answers: (Answer | null)[]
  /** Those that nothing came for, and nothing was to come. */
  readonly waiting: number[] = []
  readonly #requests: readonly CaseRequest[]
  readonly #scope: Scope
  readonly #places: Places
  readonly #caught: Caught | null
  /** Those that are still to be answered. */
  readonly #open = new Map<number, Promise<void>>()

  constructor(requests: readonly CaseRequest[], scope: Scope, places: Places) {
    this.#requests = requests
    this.#scope = scope
    this.#places = places
    this.#caught = caughtIn(scope)
    this.answers = requests.map(() => null)
  }

  /** @returns once each has been answered, or given up */
  async run(servers: readonly net.Server[]): Promise<void> {
    const all = this.#requests.map((request, number) => {
      const over = this.#send(request, number, servers).finally(() => this.#open.delete(number))
      this.#open.set(number, over)
      return over
    })
    // It goes on looking from one to the next.
    this.#caught?.begin()
    await OriginalPromise.all(all)
    this.#caught?.end()
  }

  async #send(request: CaseRequest, number: number, servers: readonly net.Server[]): Promise<void> {
    await this.#turnOf(request, number)
    const server = servers.find((it) => portOf(it) === request.peer.port) ?? servers[0]
    if (!server) return
    const from = this.#caught?.begin() ?? 0
    let frames: readonly Frame[] = []
    let thrown: readonly Frame[] = []
    const onAnswer = (): void => {
      frames = this.#places.here
      thrown = userFrames(this.#caught?.lastSince(from)?.stack ?? '')
    }
    const asked = this.#places.during(number, () => ask(server, request.target, optionsOf(request), onAnswer))
    const answer = asked.then(
      // What answers in the place of a handler that throws is mostly a framework: it has no line of the program's.
      (response) => answerOf(response, hasFailed(response.status) && thrown.length > 0 ? thrown : frames),
      () => null,
    )
    this.answers[number] = await this.#orNone(answer, number)
    this.#caught?.end()
  }

  /** By number: what came within a moment has ended when it came. */
  async #turnOf({ at }: CaseRequest, own: number): Promise<void> {
    await new OriginalPromise<void>((resolve) => this.#scope.timeline?.add(at, resolve))
    const before = [...this.#open].filter(
      ([number]) => number < own && (this.#requests[number]?.endedAt ?? Infinity) <= at,
    )
    await OriginalPromise.all(before.map(([, over]) => over))
  }

  /** An answer; none where nothing else is to come, and it is still missing. */
  #orNone(answer: Promise<Answer | null>, number: number): Promise<Answer | null> {
    let isOver = false
    const none = new OriginalPromise<null>((resolve) => {
      this.#scope.timeline?.add(
        this.#scope.now + PATIENCE_MS,
        () => {
          if (!isOver) this.waiting.push(number)
          resolve(null)
        },
        () => isOver,
      )
    })
    return OriginalPromise.race([answer, none]).finally(() => (isOver = true))
  }
}

function portOf(server: net.Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function optionsOf({ method, headers, body }: CaseRequest): Parameters<typeof ask>[2] {
  const sent: Record<string, string[]> = {}
  for (let i = 0; i < headers.length; i += 2) {
    const [name, value] = [headers[i] as string, headers[i + 1] as string]
    if (!OF_CONNECTION.test(name)) (sent[name] ??= []).push(value)
  }
  const single = Object.entries(sent).map(([name, values]) => [name, values.length === 1 ? values[0] : values])
  const content = body.length > 0 ? { body } : {}
  return { method, headers: Object.fromEntries(single) as Record<string, string>, ...content }
}

async function answerOf(response: Response, frames: readonly Frame[]): Promise<Answer> {
  const headers = [...response.headers].flat()
  const bytes = Buffer.from(await response.arrayBuffer())
  return {
    status: response.status,
    headers,
    content: contentOf(headers, [{ at: 0, bytes }]),
    trail: frames.map(sourceOf),
  }
}
