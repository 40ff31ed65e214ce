/** What a recorded program has written to files, by its tape. */
import { tmpdir } from 'node:os'
import type { Manifest } from '../../recording/manifest.ts'
import type { TapeEvent } from '../../tape/reader.ts'
import { type Content, projectPaths, WrittenFiles } from './written-files.ts'

export class RecordedFiles {
  readonly #written: WrittenFiles<null>
  /** Calls that are still to be completed, by their numbers. */
  readonly #begun = new Map<number, { readonly name: string; readonly asked: readonly unknown[] }>()

  constructor({ cwd, sources: { root } }: Pick<Manifest, 'cwd' | 'sources'>) {
    this.#written = new WrittenFiles(projectPaths([root], () => cwd, tmpdir()))
  }

  get files(): ReadonlyMap<string, Content> {
    return new Map(this.#written.files.map(([file, content]) => [file, content]))
  }

  take({ op: { name, kind }, target, fields, threw }: TapeEvent): void {
    if (!name.startsWith('fs.')) return
    if (kind === 'call') this.#begun.set(target, { name, asked: fields })
    else if (kind === 'delivery') this.#completed(target, fields)
    else if (!threw) this.#written.take(name, fields, fields[2], null)
  }

  #completed(target: number, [, first, second]: readonly unknown[]): void {
    const begun = this.#begun.get(target)
    this.#begun.delete(target)
    // Of a callback all that it was given is one field; of a promise the error is one of its own.
    const [error, result] = Array.isArray(first) ? (first as unknown[]) : [first, second]
    if (begun && error == null) this.#written.take(begun.name, begun.asked, result, null)
  }
}
