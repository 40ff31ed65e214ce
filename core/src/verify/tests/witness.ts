/** What a test asks in a replay, and from which lines: for what is told of it once it is over. */
import { fileURLToPath } from 'node:url'
import { type Frame, frameOf } from '../../divergence/frames.ts'
import { OriginalWeakSet } from '../../originals.ts'
import type { Recorded } from '../../lens/recorded.ts'
import type { Asked as ScopeAsked, Scope } from '../../scope/scope.ts'
import type { Asked } from '../behaviour.ts'
import { Places, sourceOf, type Trail } from '../places.ts'

/** One for all tests of the process: they may run at the same time. */
const places = new Places()
let watching = 0
let stopWatching: (() => void) | null = null

function watch(): void {
  if (watching++ === 0) stopWatching = places.watch()
}

function leave(): void {
  if (--watching === 0) stopWatching?.()
}

export class Witness {
  readonly #asked: (ScopeAsked & { readonly at: number; readonly sites: Trail })[] = []
  readonly #known = new OriginalWeakSet<object>()
  #scope: Scope | null = null

  watch(scope: Scope): void {
    this.#scope = scope
    watch()
    scope.onceOver(leave)
  }

  readonly take = (asked: ScopeAsked): void => {
    // A conversation in turns comes in parts.
    if (this.#known.has(asked.exchange)) return
    this.#known.add(asked.exchange)
    this.#asked.push({ ...asked, at: this.#scope?.now ?? 0, sites: places.sites })
  }

  /** What was asked with what has answered it; undefined where nothing has. */
  get answered(): (Recorded | undefined)[] {
    const kept = new Map(this.#scope?.exchanges.map((it) => [it.exchange, it]))
    return this.#asked.map(({ exchange, entry }) => {
      const its = kept.get(exchange)
      // It is said on the connection that the answer was on.
      return its && entry ? { ...its, connection: entry.recorded.connection } : undefined
    })
  }

  /** All of it, in its order; with the lines as their source has them. */
  get asked(): Asked[] {
    const numbers = new Map(this.#scope?.index?.entries.map((entry, i) => [entry, i]))
    return this.#asked.map(({ exchange, to, entry, changes, at, sites }) => ({
      exchange,
      to,
      at,
      during: null,
      isAnswered: entry !== null,
      same: entry && changes.length === 0 ? (numbers.get(entry) ?? null) : null,
      trail: inSource(sites),
    }))
  }
}

/** Test runners transform what they load, and say by this function which line it was. */
function inSource(sites: Trail): Frame[] {
  const { prepareStackTrace } = Error
  const plain = sites.map(frameOf)
  if (!prepareStackTrace) return plain.map(sourceOf)
  const stack = String(prepareStackTrace(new Error(), [...sites]))
  const lines = stack.split('\n').slice(1)
  return plain.map((frame, i) => {
    const [, file, line, column] = PLACE.exec(lines[i]?.trim() ?? '') ?? []
    if (file === undefined) return frame
    return {
      ...frame,
      file: file.startsWith('file:') ? fileURLToPath(file) : file,
      line: Number(line),
      column: Number(column),
    }
  })
}

const PLACE = /(?:\(|^at (?:async )?)([^()]+):(\d+):(\d+)\)?$/
