/** Which lines of a project another state of it doesn't have. */
import path from 'node:path'
import { diffArrays } from 'diff'
import { originalFs as fs } from '../originals.ts'
import type { Place } from './behaviour.ts'

export class ChangedLines {
  readonly #here: string
  readonly #there: string
  /** By file; null where all are: there is no such file. */
  readonly #changed = new Map<string, ReadonlySet<number> | null>()

  /** Folders of a project: the one that places are in, and the one that it is compared with. */
  constructor(here: string, there: string) {
    this.#here = here
    this.#there = there
  }

  has({ file, line }: Place): boolean {
    let lines = this.#changed.get(file)
    if (lines === undefined) {
      lines = this.#changedIn(file)
      this.#changed.set(file, lines)
    }
    return lines === null || lines.has(line)
  }

  #changedIn(file: string): ReadonlySet<number> | null {
    const other = read(path.join(this.#there, path.relative(this.#here, file)))
    return other === null ? null : new Set(newLines(linesOf(other), linesOf(read(file) ?? '')))
  }
}

function* newLines(then: string[], now: string[]): Generator<number> {
  let line = 1
  for (const { added, removed, value } of diffArrays(then, now)) {
    if (removed) continue
    for (const _ of value) {
      if (added) yield line
      line++
    }
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
