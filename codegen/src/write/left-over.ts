/** Files beside a test file: those of its other tests, and those that a test has left which was written anew. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fixturePath } from '@retrace/core/recordings'
import type { SourceFile } from 'ts-morph'
import { literalsIn } from './own-test.ts'

export class Beside {
  readonly #file: string
  readonly #source: SourceFile
  /** Of the test that was there before. */
  readonly #before: { readonly title: string; readonly names: ReadonlySet<string> } | null

  /** @param before - the test that was there before, and what stands in it as text */
  constructor(source: SourceFile, before: { readonly title: string; readonly texts: readonly string[] } | null) {
    this.#source = source
    this.#file = source.getFilePath()
    this.#before = before && { title: before.title, names: new Set(before.texts.map(nameOf)) }
  }

  /** Whether a file is another test's, or none of a test that was written. */
  isTaken(name: string): boolean {
    const isOfBefore = this.#before?.names.has(name) === true
    return this.#isNamed(name) || (!isOfBefore && existsSync(path.join(path.dirname(this.#file), name)))
  }

  /** What the test before had, and nothing in the file names any more, once the other stands in its place. */
  leftOver(title: string): string[] {
    if (this.#before === null) return []
    const { title: its, names } = this.#before
    const data = [...names].filter((name) => isData(this.#file, name) && !this.#isNamed(name))
    return [
      ...(its === title || this.#isNamed(its) ? [] : [fixturePath(this.#file, its)]),
      ...data.map((name) => path.join(path.dirname(this.#file), name)),
    ].filter((file) => existsSync(file))
  }

  #isNamed(name: string): boolean {
    return literalsIn(this.#source).some((text) => text === name || nameOf(text) === name)
  }
}

/** A test reads what is beside it as `./orders.test.body.json` or, where it joins paths, without the dot. */
function nameOf(text: string): string {
  return text.replace(/^\.\//, '')
}

/** What the files are called that are written for values which are too large to read. */
export function dataName(testFile: string, name: string, extension: string): string {
  return `${path.basename(testFile).replace(/\.[cm]?[jt]sx?$/, '')}.${name}.${extension}`
}

function isData(testFile: string, name: string): boolean {
  return (
    !name.includes('/') && /\.(?:bin|json|txt)$/.test(name) && name.startsWith(dataName(testFile, '', '').slice(0, -1))
  )
}
