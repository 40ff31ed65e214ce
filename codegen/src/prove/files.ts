import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { WrittenTest } from '../write/plan.ts'

/** Files that are written, and what they were before. */
export class Files {
  readonly #before = new Map<string, Buffer | null>()

  /** Remembers what a file is. */
  keep(file: string): void {
    if (!this.#before.has(file)) this.#before.set(file, existsSync(file) ? readFileSync(file) : null)
  }

  /** A test, and what it reads beside. */
  writeTest({ file, text, data }: WrittenTest): void {
    this.#write(file, text)
    for (const its of data) this.#write(its.file, its.content)
  }

  restore(): void {
    for (const [file, content] of this.#before)
      if (content === null) rmSync(file, { force: true })
      else writeFileSync(file, content)
  }

  #write(file: string, content: string | Uint8Array): void {
    this.keep(file)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
}
