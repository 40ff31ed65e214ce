import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { RetraceError } from '@retrace/core'
import { foldersAbove } from '../project/framework.ts'
import type { WrittenTest } from '../write/plan.ts'

/** Files that are written, and what they were before. */
export class Files {
  readonly #before = new Map<string, Buffer | null>()
  /** Folders that weren't there. */
  readonly #folders = new Set<string>()

  /** Remembers what a file is. */
  keep(file: string): void {
    if (this.#before.has(file)) return
    this.#before.set(file, existsSync(file) ? readFileSync(file) : null)
    for (const folder of foldersAbove(file)) if (!existsSync(folder)) this.#folders.add(folder)
  }

  /**
   * A test, and what it reads beside.
   *
   * @throws RetraceError `TEST_UNWRITABLE`
   */
  writeTest({ file, text, data }: Pick<WrittenTest, 'file' | 'text' | 'data'>): void {
    this.#write(file, text)
    for (const its of data) this.#write(its.file, its.content)
  }

  /** Removes what only the test had that it takes the place of, once it is to stay. */
  removeLeftOver({ leftOver }: Pick<WrittenTest, 'leftOver'>): void {
    for (const file of leftOver) rmSync(file, { force: true })
  }

  restore(): void {
    for (const [file, content] of this.#before)
      if (content !== null) writeFileSync(file, content)
      else if (existsSync(file)) rmSync(file)
    for (const folder of [...this.#folders].toSorted((a, b) => b.length - a.length)) removeEmpty(folder)
  }

  #write(file: string, content: string | Uint8Array): void {
    this.keep(file)
    try {
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, content)
    } catch (error) {
      throw new RetraceError('TEST_UNWRITABLE', { what: file, why: (error as Error).message }, error)
    }
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // The runner has put something there, or it never came to be.
  }
}
