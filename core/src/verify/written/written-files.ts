/** What a program writes to files: by path, all that it has written there, in order. What was there before is not known. */
import path from 'node:path'
import { createHash, type Hash } from 'node:crypto'

/** Null where it was removed; of a large one only by what it is known. */
export type Content = Uint8Array | { readonly bytes: number; readonly sha256: string } | null

const NOTHING = new Uint8Array()

/** From this size on a content is no longer kept. */
const LARGE = 1 << 20

/** Operations by which files come to be what they are. */
const NAME = /^fs\.(?:promises\.|filehandle\.)?(open|write|writev|writeFile|appendFile|rename|unlink)(?:Sync)?$/

/** Whether something is looked at here, by its operation. */
export function isOfWriting(name: string): boolean {
  return NAME.test(name)
}

export class WrittenFiles<At> {
  readonly #files = new Map<string, Kept<At>>()
  readonly #open = new Map<number, string>()
  readonly #pathOf: (file: string) => string | null

  /** @param pathOf - by what a file is known; null of one that is not looked at */
  constructor(pathOf: (file: string) => string | null) {
    this.#pathOf = pathOf
  }

  get files(): [path: string, content: Content, at: At][] {
    return [...this.#files].map(([file, kept]) => [file, kept.content, kept.at])
  }

  /**
   * Takes something that was done to a file, and has not failed.
   *
   * @param asked - the fields of the event, as far as they say what was asked
   */
  take(name: string, asked: readonly unknown[], result: unknown, at: At): void {
    const ofHandle = name.startsWith('fs.filehandle.')
    const [shown, bytes] = ofHandle ? asked.slice(1) : asked
    const args = [...(ofHandle ? asked.slice(0, 1) : []), ...(Array.isArray(shown) ? (shown as unknown[]) : [])]
    const data = bytes instanceof Uint8Array ? bytes : NOTHING
    const [first, second] = args
    switch (NAME.exec(name)?.[1]) {
      case 'open':
        return this.#opened(String(first), second, descriptorOf(result), at)
      case 'write':
      case 'writev':
      case 'appendFile':
        return this.#of(first)?.add(data, at)
      case 'writeFile':
        return this.#written(first, args.at(-1), data, at)
      case 'rename':
        return this.#renamed(String(first), String(second), at)
      case 'unlink':
        return this.#removed(String(first), at)
      default:
    }
  }

  #of(file: unknown): Kept<At> | null {
    const known = typeof file === 'number' ? (this.#open.get(file) ?? null) : this.#pathOf(String(file))
    if (known === null) return null
    const kept = this.#files.get(known) ?? new Kept<At>()
    this.#files.set(known, kept)
    return kept
  }

  #opened(file: string, flags: unknown, descriptor: number, at: At): void {
    const known = this.#pathOf(file)
    // That a descriptor was closed is told after another file may have got it.
    this.#open.delete(descriptor)
    if (known === null || !isForWriting(flags)) return
    this.#open.set(descriptor, known)
    if (typeof flags === 'string' && flags.startsWith('w')) this.#of(file)?.begin(at)
  }

  #written(file: unknown, options: unknown, data: Uint8Array, at: At): void {
    const kept = this.#of(file)
    if (typeof file !== 'number' && !isAppending(options)) kept?.begin(at)
    kept?.add(data, at)
  }

  #renamed(from: string, to: string, at: At): void {
    const [was, is] = [this.#pathOf(from), this.#pathOf(to)]
    const kept = was === null ? undefined : this.#files.get(was)
    if (was !== null) this.#files.delete(was)
    if (is !== null) this.#files.set(is, kept ?? new Kept<At>())
    if (!kept) this.#removed(from, at)
  }

  #removed(file: string, at: At): void {
    const known = this.#pathOf(file)
    if (known === null) return
    // What it has made itself, and removed, is nothing.
    if (this.#files.get(known)?.isNew) this.#files.delete(known)
    else this.#of(file)?.end(at)
  }
}

/** What was written to one file. */
class Kept<At> {
  isNew = false
  at!: At
  #isGone = false
  #pieces: Uint8Array[] = []
  #size = 0
  #hash: Hash = createHash('sha256')

  get content(): Content {
    if (this.#isGone) return null
    if (this.#size <= LARGE) return Buffer.concat(this.#pieces)
    return { bytes: this.#size, sha256: this.#hash.copy().digest('hex') }
  }

  /** From here on all that is in it is written. */
  begin(at: At): void {
    this.#clear()
    this.isNew = true
    this.#isGone = false
    this.at = at
  }

  add(data: Uint8Array, at: At): void {
    this.at = at
    this.#size += data.length
    this.#hash.update(data)
    if (this.#size <= LARGE) this.#pieces.push(Buffer.from(data))
    else this.#pieces = []
  }

  end(at: At): void {
    this.#clear()
    this.#isGone = true
    this.at = at
  }

  #clear(): void {
    this.#pieces = []
    this.#size = 0
    this.#hash = createHash('sha256')
  }
}

/** A `FileHandle` has it, and on a tape is no more than that. */
function descriptorOf(opened: unknown): number {
  if (typeof opened !== 'object' || opened === null) return Number(opened)
  const { fd, plain } = opened as { readonly fd?: number; readonly plain?: number }
  return Number(fd ?? plain)
}

function isForWriting(flags: unknown): boolean {
  return typeof flags === 'number' ? (flags & 3) !== 0 : typeof flags === 'string' && /[wa+]/.test(flags)
}

function isAppending(options: unknown): boolean {
  const flag = typeof options === 'object' && options !== null ? (options as { flag?: unknown }).flag : undefined
  return typeof flag === 'string' && flag.startsWith('a')
}

/**
 * Names files by where they are in a project; those of packages, and temporary ones beside it, are not looked at.
 *
 * @param roots - folders that the project is in
 * @param temporary - where temporary files are
 */
export function projectPaths(
  roots: readonly string[],
  cwd: () => string,
  temporary: string,
): (file: string) => string | null {
  return (file) => {
    const whole = path.resolve(cwd(), file.startsWith('file:') ? new URL(file).pathname : file)
    const root = roots.find((folder) => isIn(folder, whole))
    if (root !== undefined) {
      const its = path.relative(root, whole).replaceAll(path.sep, '/')
      return its.split('/').includes('node_modules') ? null : its
    }
    return isIn(temporary, whole) || isIn('/dev', whole) || isIn('/proc', whole) ? null : whole
  }
}

function isIn(folder: string, file: string): boolean {
  return file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep)
}
