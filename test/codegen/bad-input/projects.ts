/** Small projects in which something is wrong: recorded, and made tests of, by the real command. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { folderWith, recordNode, type Result, retrace } from '../../support/cli.ts'

const PACKAGES = path.join(import.meta.dirname, '../../../node_modules')

export const VITEST: string = JSON.stringify({ private: true, type: 'module', devDependencies: { vitest: '*' } })

/** A function that fails, in a module of its own, and the program that calls it. */
export const CRASH: Readonly<Record<string, string>> = {
  'main.mjs': "import { total } from './total.mjs'\n\nconsole.log(total({ lines: null }))\n",
  'total.mjs': 'export function total(order) {\n  return order.lines.length\n}\n',
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
    expect(existsSync(path.join(this.folder, 'recording/manifest.json'))).toBe(true)
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

  /** Has no test written, and nothing else either: what is said, in one piece. */
  refused(status: number, ...flags: readonly string[]): string {
    const before = this.files
    const result = this.generate(...flags)
    expect(result, result.stderr).toMatchObject({ status, stdout: '' })
    expect(this.files).toEqual(before)
    return result.stderr.replaceAll(this.folder, '<folder>')
  }

  /** So, as a machine reads it. */
  refusedJson(status: number, ...flags: readonly string[]): Record<string, unknown> {
    const { status: its, stdout, stderr } = this.generate('--json', ...flags)
    expect(its, stderr).toBe(status)
    return JSON.parse(stdout) as Record<string, unknown>
  }

  /** The answer where a test was written. */
  written(...flags: readonly string[]): { readonly file: string; readonly level: string } & Record<string, unknown> {
    const { status, stdout, stderr } = this.generate('--json', ...flags)
    expect(status, stderr).toBe(0)
    return JSON.parse(stdout) as { file: string; level: string }
  }
}
