/** Small projects in which something is wrong: recorded, and made tests of, by the real command. */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { folderWith, recordNode, type Result, retrace } from '../../support/cli.ts'

const PACKAGES = path.join(import.meta.dirname, '../../../node_modules')

export const VITEST: string = JSON.stringify({ private: true, type: 'module', devDependencies: { vitest: '*' } })

/** A function that fails, in a module of its own, and the program that calls it. */
export const CRASH: Readonly<Record<string, string>> = {
  'main.mjs': "import { total } from './total.mjs'\n\nconsole.log(total({ lines: null }))\n",
  'total.mjs': 'export function total(order) {\n  return order.lines.length\n}\n',
}

export interface Refusal {
  readonly code: string
  readonly details: object
  /** All that is on stderr, with `<folder>` for the project's. */
  readonly said: string
}

export class BadProject {
  readonly folder: string

  /** @param packages - that are installed; all of this repository's, if nothing is said */
  constructor(files: Readonly<Record<string, string>>, packages: readonly string[] | null = null) {
    this.folder = folderWith({ 'package.json': VITEST, ...files })
    const home = path.join(this.folder, 'node_modules')
    if (packages === null) symlinkSync(PACKAGES, home, 'junction')
    for (const name of packages ?? []) {
      mkdirSync(path.dirname(path.join(home, name)), { recursive: true })
      symlinkSync(path.join(PACKAGES, name), path.join(home, name), 'junction')
    }
  }

  record(file = 'main.mjs'): this {
    recordNode(this.folder, file)
    assert(existsSync(path.join(this.folder, 'recording/manifest.json')), 'nothing was recorded')
    return this
  }

  write(name: string, text: string): void {
    writeFileSync(path.join(this.folder, name), text)
  }

  read(name: string): string {
    return readFileSync(path.join(this.folder, name), 'utf8')
  }

  /** Its files, but for packages and the recording. */
  get files(): string[] {
    return readdirSync(this.folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => !/^(?:node_modules|recording)(?:$|[\\/])/.test(name))
      .toSorted()
  }

  generate(...flags: readonly string[]): Result {
    return retrace(this.folder, ['generate', 'recording', ...flags])
  }

  /** Has no test written, and nothing else either: what is said of it to people, and to machines. */
  refused(status: number, ...flags: readonly string[]): Refusal {
    const before = this.files
    const { status: its, stdout, stderr } = this.generate('--json', ...flags)
    assert.equal(its, status, stderr)
    assert.deepEqual(this.files, before)
    const { code, message, details } = JSON.parse(stdout) as { code: string; message: string; details: object }
    assert(stderr.endsWith(`retrace: ${message}\n`), stderr)
    return { code, details, said: stderr.replaceAll(this.folder, '<folder>') }
  }

  /** The answer where a test was written. */
  written(...flags: readonly string[]): { readonly file: string; readonly level: string } & Record<string, unknown> {
    const { status, stdout, stderr } = this.generate('--json', ...flags)
    assert.equal(status, 0, stderr)
    return JSON.parse(stdout) as { file: string; level: string }
  }
}
