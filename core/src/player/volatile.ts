/** What is another one in each run by its nature: times, generated ids, ports, durations. It counts where only one side has it. */
import { OriginalDate } from '../originals.ts'
import type { Change } from './changes.ts'

export interface Window {
  /** When the run was, in milliseconds since 1970. */
  readonly from: number
  readonly to: number
}

/** A clock that goes on while nothing waits is a little ahead or behind. */
const SLACK_MS = 60_000

interface Shape {
  readonly why: string
  readonly pattern: RegExp
  /** Whether it is one of this run; else it is data. */
  isOfRun(text: string, volatile: Volatile): boolean
}

/** Where a line of a stack ends: a file with line and column, or what has none. */
const STACK_PLACE =
  /(?:\.\w{1,5}|node:[\w/-]+|\[\w+\]|anonymous(?:>|&gt;)):\d+:\d+\)?|\((?:<|&lt;)anonymous(?:>|&gt;)\)|\(index \d+\)/
/** Lines of a stack, as texts and error pages have them: they tell where code is, and not what it does. */
const STACK = new RegExp(
  `(?:(?:\\s|<br ?/?>|&nbsp;|\\\\n)+at (?:(?!<br|&nbsp;|\\\\n).){0,300}?(?:${STACK_PLACE.source}))+`,
)

const SHAPES: readonly Shape[] = [
  { why: 'a stack', pattern: STACK, isOfRun: () => true },
  {
    why: 'a time',
    pattern: /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?/,
    isOfRun: (text, volatile) => volatile.isNow(OriginalDate.parse(text)),
  },
  {
    why: 'a time',
    pattern: /[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/,
    isOfRun: (text, volatile) => volatile.isNow(OriginalDate.parse(text)),
  },
  {
    why: 'a time',
    pattern: /(?<!\d)1\d{12}(?:\.\d+)?(?!\d)/,
    isOfRun: (text, volatile) => volatile.isNow(Number(text)),
  },
  {
    why: 'a time',
    pattern: /(?<!\d)1\d{9}(?!\d)/,
    isOfRun: (text, volatile) => volatile.isNow(Number(text) * 1000),
  },
  {
    why: 'a generated id',
    pattern: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i,
    isOfRun: (text, volatile) => !volatile.isKnown(text),
  },
  {
    why: 'a generated id',
    pattern: /(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}(?![\w-])/,
    isOfRun: (text, volatile) => !volatile.isKnown(text),
  },
  {
    why: 'a port',
    pattern: /(?<=(?:localhost|127\.0\.0\.1|\[::1\]):)\d{2,5}(?!\d)/,
    isOfRun: (text) => Number(text) >= FIRST_GIVEN,
  },
]

/** From here on systems give ports to who asks for any (Linux; others begin higher). A lower one is written somewhere. */
const FIRST_GIVEN = 32_768

const ALL = new RegExp(SHAPES.map(({ pattern }) => `(${pattern.source})`).join('|'), 'g')

/** Names of what is measured. */
const MEASURED = /(?:elapsed|duration|took|latency|uptime|response[-_]?time|runtime)(?:[-_]?ms)?["\]]*$/i

const none = (): ReadonlySet<string> => new Set()

export class Volatile {
  readonly #window: Window
  readonly #known: () => ReadonlySet<string>

  /** @param known - ids that the recording has: one of these in the place of another is no new one */
  constructor(window: Window, known: () => ReadonlySet<string>) {
    this.#window = window
    this.#known = known
  }

  isNow(time: number): boolean {
    return time >= this.#window.from - SLACK_MS && time <= this.#window.to + SLACK_MS
  }

  isKnown(id: string): boolean {
    return this.#known().has(id)
  }

  /**
   * Why a change does not count; null where it does.
   *
   * @param said - ids that the program says for the same request: one of these has not become another one
   */
  whyIgnored({ path, recorded, actual }: Change, said: () => ReadonlySet<string> = none): string | null {
    if (MEASURED.test(path) && isMeasure(recorded) && isMeasure(actual)) return 'a duration'
    const isText = typeof recorded === 'string' && typeof actual === 'string'
    const isNumber = typeof recorded === 'number' && typeof actual === 'number'
    return isText || isNumber ? this.#whyAlike(String(recorded), String(actual), said) : null
  }

  #whyAlike(recorded: string, actual: string, said: () => ReadonlySet<string>): string | null {
    const [theirs, its] = [piecesOf(recorded), piecesOf(actual)]
    if (theirs.length !== its.length) return null
    let why: string | null = null
    for (const [i, piece] of its.entries()) {
      const other = theirs[i] as Piece
      if (piece.text === other.text) continue
      const { shape } = piece
      if (!shape || shape !== other.shape || !shape.isOfRun(piece.text, this)) return null
      // A time that was data is no part of the run; of the ids of the recording all are known.
      if (shape.why === 'a generated id' ? said().has(other.text) : !shape.isOfRun(other.text, this)) return null
      why = shape.why
    }
    return why
  }
}

/** All ids in a text. */
export function idsIn(text: string): string[] {
  return piecesOf(text).flatMap(({ text: its, shape }) => (shape?.why === 'a generated id' ? [its] : []))
}

/** Longer texts are data: to look through them takes longer than it tells. */
const LONG = 64 * 1024

/** The same text for texts that differ in nothing but such values. */
export function withoutVolatile(text: string): string {
  if (text.length > LONG) return text
  const pieces = piecesOf(text)
  return pieces.length === 1 ? text : pieces.map(({ text: its, shape }) => (shape ? `\0${shape.why}\0` : its)).join('')
}

interface Piece {
  readonly text: string
  readonly shape: Shape | null
}

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const match of text.matchAll(ALL)) {
    pieces.push({ text: text.slice(end, match.index), shape: null })
    const which = match.slice(1).findIndex((its) => its !== undefined)
    pieces.push({ text: match[0], shape: SHAPES[which] as Shape })
    end = match.index + match[0].length
  }
  return [...pieces, { text: text.slice(end), shape: null }]
}

function isMeasure(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^\d+(?:\.\d+)?\s?[mµn]?s?$/.test(value))
}
