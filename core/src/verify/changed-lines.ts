/** Which lines of a project another state of it doesn't have. */
import path from 'node:path'
import { diffArrays } from 'diff'
import { originalFs as fs } from '../originals.ts'
import type { Place } from './behaviour.ts'

/** Of a line, what stood there before: the same line where it is no new one. Null where nothing did. */
interface Line {
  readonly isNew: boolean
  readonly before: number | null
}

export class ChangedLines {
  readonly #here: string
  readonly #there: string
  /** By file, all lines in their order; null where all are new: there is no such file. */
  readonly #files = new Map<string, readonly Line[] | null>()

  /** Folders of a project: the one that places are in, and the one that it is compared with. */
  constructor(here: string, there: string) {
    this.#here = here
    this.#there = there
  }

  has(place: Place): boolean {
    return this.#line(place)?.isNew ?? this.#linesOf(place.file) === null
  }

  /** The line of the other state that a place was at, or that stood there; null where none did. */
  before(place: Place): number | null {
    return this.#line(place)?.before ?? null
  }

  #line({ file, line }: Place): Line | undefined {
    return this.#linesOf(file)?.[line - 1]
  }

  #linesOf(file: string): readonly Line[] | null {
    let lines = this.#files.get(file)
    if (lines === undefined) {
      const other = read(path.join(this.#there, path.relative(this.#here, file)))
      lines = other === null ? null : [...compared(linesOf(other), linesOf(read(file) ?? ''))]
      this.#files.set(file, lines)
    }
    return lines
  }
}

function* compared(then: string[], now: string[]): Generator<Line> {
  let before = 1
  let replaced: number[] = []
  for (const { added, removed, value } of diffArrays(then, now)) {
    if (removed) replaced = value.map(() => before++)
    else if (added) for (const i of value.keys()) yield { isNew: true, before: replaced[i] ?? replaced.at(-1) ?? null }
    else for (const _ of value) yield { isNew: false, before: before++ }
    if (!removed) replaced = []
  }
}

function read(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

/** How a line is indented doesn't make it another one. */
function linesOf(text: string): string[] {
  return text.split('\n').map((line) => line.trim())
}
