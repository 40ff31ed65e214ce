/** Files beside a test for values that are too large to read. */
import path from 'node:path'
import type { UserProject } from '../project/project.ts'
import { inOneLine, type Layout } from '../values/layout.ts'
import { stringSource } from '../values/literals.ts'
import type { DataFile } from '../values/surroundings.ts'
import type { Imports } from './imports.ts'
import { type Beside, dataName } from './left-over.ts'
import type { WrittenTest } from './plan.ts'

export class DataFiles {
  readonly #testFile: string
  readonly #imports: Imports
  readonly #project: UserProject
  readonly #files: { file: string; content: string | Uint8Array }[] = []

  readonly #beside: Beside

  constructor(testFile: string, imports: Imports, project: UserProject, beside: Beside) {
    this.#testFile = testFile
    this.#beside = beside
    this.#imports = imports
    this.#project = project
  }

  get files(): WrittenTest['data'] {
    return this.#files
  }

  /** @returns the expression that reads it */
  add(name: string, content: DataFile): string {
    return inOneLine(this.addLong(name, content))
  }

  /** As `add` does, for an expression that may need several lines. */
  addLong(name: string, content: DataFile): Layout {
    const extension = content.kind === 'bytes' ? 'bin' : content.kind === 'json' ? 'json' : 'txt'
    const taken = this.#files.map(({ file }) => path.basename(file))
    let its = dataName(this.#testFile, name, extension)
    for (let i = 2; taken.includes(its) || this.#beside.isTaken(its); i++)
      its = dataName(this.#testFile, `${name}${i}`, extension)
    const file = path.join(path.dirname(this.#testFile), its)
    this.#files.push({ file, content: content.kind === 'bytes' ? content.bytes : content.text })
    return this.#reading(its, content)
  }

  #reading(name: string, content: DataFile): Layout {
    const { syntax, framework, style } = this.#project
    const text = (its: string): string => stringSource(its, style.quote)
    const read = this.#imports.named('node:fs', 'readFileSync')
    // Jest runs what it is given as CommonJS, unless it is told otherwise.
    const file =
      syntax === 'require' || framework === 'jest'
        ? `${this.#imports.named('node:path', 'join')}(__dirname, ${text(name)})`
        : `new URL(${text(`./${name}`)}, import.meta.url)`
    const source = `${read}(${file}${content.kind === 'bytes' ? '' : `, ${text('utf8')}`})`
    if (content.kind !== 'json') return source
    const { dates = [] } = content
    if (dates.length === 0) return `JSON.parse(${source})`
    const names = dates.map(text)
    const isDate = names.length === 1 ? `key === ${names.join()}` : `[${names.join(', ')}].includes(key)`
    const isTyped = this.#project.language === 'typescript'
    return {
      open: 'JSON.parse(',
      items: [
        source,
        `(key, value${isTyped ? ': unknown' : ''}) => (value !== null && ${isDate} ? new Date(value${isTyped ? ' as string' : ''}) : value)`,
      ],
      close: ')',
    }
  }
}
