/**
 * Verifies in this process, which the preload starts: the program runs as it is, and what it asks of the outside is answered
 * from a recording. What it did is written down as it ends.
 */
import type net from 'node:net'
import process from 'node:process'
import { installTestBoundaries } from './api/install.ts'
import type { Frame } from './divergence/frames.ts'
import { inFailedScope } from './gate/scope.ts'
import { exitNow, originalSetTimeout } from './originals.ts'
import type { Recorded } from './lens/recorded.ts'
import { plainError } from './recording/marks.ts'
import type { VerifyRequest } from './recording/request.ts'
import { firstUserFrame } from './recording/user-line.ts'
import { enterProcess } from './scope/active.ts'
import { type Asked as ScopeAsked, Scope } from './scope/scope.ts'
import { listenAtNothingAnywhere } from './serve/virtual-listen.ts'
import type { Asked, Outcome } from './verify/behaviour.ts'
import type { Case } from './verify/case.ts'
import { Drawing } from './verify/drawing.ts'
import { Drive } from './verify/drive.ts'
import { readCase, writeOutcome } from './verify/exchange-file.ts'
import { WatchedFiles } from './verify/written/watched-files.ts'
import { Owners } from './verify/owners.ts'
import { Places } from './verify/places.ts'
import { sourceOf } from './verify/source-of.ts'

export function verifyProcess({ folder }: VerifyRequest): void {
  new Verifier(folder, readCase(folder)).start()
}

class Verifier {
  readonly #folder: string
  readonly #case: Case
  readonly #places = new Places()
  readonly #owners: Owners
  readonly #drawing: Drawing
  readonly #files: WatchedFiles
  readonly #servers: net.Server[] = []
  readonly #asked: (Omit<Asked, 'trail'> & { readonly frames: readonly Frame[] })[] = []
  readonly #known = new WeakSet<object>()
  #drive: Drive | null = null
  #error: Outcome['error'] = null
  #isOver = false

  constructor(folder: string, its: Case) {
    this.#folder = folder
    this.#case = its
    this.#owners = new Owners(its.requests, its.exchanges)
    this.#files = new WatchedFiles(this.#places, its.roots)
    this.#drawing = new Drawing(this.#places, its.plan)
  }

  start(): void {
    const { name, began, random, exchanges, requests, limit } = this.#case
    const gates = installTestBoundaries()
    gates.openShortWay(exchanges)
    const scope = new Scope(
      {
        name,
        time: 'recorded',
        random: 'recorded',
        fixture: name,
        files: null,
        match: null,
        allow: [],
        isCapture: false,
        asked: (asked) => this.#take(asked, scope.now),
        review: { distance: this.#distance, draw: this.#drawing.draw },
      },
      { data: { began, random, exchanges }, timeline: gates.timeline, adds: false },
    )
    process.on('uncaughtExceptionMonitor', this.#fail)
    process.on('exit', (code) => this.#end(code))
    originalSetTimeout(() => this.#stop(true), limit).unref()
    this.#places.watch()
    this.#files.watch()
    enterProcess(scope)
    if (requests.length === 0) this.#endWith(scope)
    listenAtNothingAnywhere({ servers: this.#servers, first: () => void this.#serve(scope) })
  }

  async #serve(scope: Scope): Promise<void> {
    const { requests } = this.#case
    if (this.#drive || requests.length === 0) return
    this.#drive = new Drive(requests, scope, this.#places)
    await this.#drive.run(this.#servers)
    this.#endWith(scope)
  }

  /** One that was told to end is ended at that time; one that ended by itself does so again. */
  #endWith(scope: Scope): void {
    const { endsAt } = this.#case
    if (endsAt !== null) scope.timeline?.add(endsAt, () => this.#stop(false))
  }

  #take({ exchange, to, entry }: ScopeAsked, at: number): void {
    // A conversation in turns comes in parts.
    if (this.#known.has(exchange)) return
    this.#known.add(exchange)
    this.#asked.push({
      exchange,
      to,
      at,
      during: this.#places.request,
      isAnswered: entry !== null,
      frames: this.#places.here,
    })
  }

  readonly #distance = (recorded: Recorded): number => {
    const { request } = this.#places
    return request === null ? 0 : this.#owners.distance(recorded, request)
  }

  readonly #fail = (error: unknown): void => {
    const plain = plainError(error)
    // Timers are let go here, and Node handles what they throw outside of them.
    const during = inFailedScope(() => this.#places.request)
    this.#error = { ...plain, place: placeIn(plain.stack), during }
  }

  #stop(isLate: boolean): void {
    this.#write(null, isLate)
    exitNow(0)
  }

  #end(code: number): void {
    this.#write(Number(process.exitCode ?? code), false)
  }

  #write(exitCode: number | null, isLate: boolean): void {
    if (this.#isOver) return
    this.#isOver = true
    writeOutcome(this.#folder, {
      isListening: this.#servers.length > 0,
      asked: this.#asked.map(({ frames, ...its }) => ({ ...its, trail: frames.map(sourceOf) })),
      draws: this.#drawing.draws,
      written: this.#files.written,
      answers: this.#drive?.answers ?? this.#case.requests.map(() => null),
      waiting: this.#drive?.waiting ?? [],
      error: this.#error,
      exitCode,
      isLate,
    })
  }
}

/** The line of the program's at which an error came up, as its stack has it. */
function placeIn(stack: string): Frame | null {
  const frame = firstUserFrame(stack)
  return frame ? sourceOf(frame) : null
}
