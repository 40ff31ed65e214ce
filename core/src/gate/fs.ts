/**
 * The gate of files in tests: what is read below the paths of the option `fs` is recorded, and answered where it was.
 * Writes, descriptors and streams stay live.
 */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { callExternal } from '../external/calls.ts'
import { originalCwd, originalNextTick, OriginalPromise } from '../originals.ts'
import { scopeOfCode } from '../scope/active.ts'
import type { Op } from '../tape/op.ts'
import type { CallOps, Shape } from './gate.ts'
import { LiveGate } from './live.ts'

type Fields = readonly unknown[]

/** What reads by a path, in whichever form: `fs.readFile`, `fs.readFileSync`, `fs.promises.readFile`. */
const READS = /^fs\.(?:promises\.)?(?:readFile|stat|lstat|access|exists|readdir|readlink|realpath)(?:Sync)?$/

export class FsGate extends LiveGate {
  override get open(): boolean {
    return this.inside === 0 && (scopeOfCode()?.options.files ?? null) !== null
  }

  override exchange(op: Op, _target: number, asked: Fields, perform: () => Fields): Fields {
    const what = this.#recorded(op, asked)
    if (what === null) return perform()
    return toFields(this.#call(what, asked, () => toKept(perform())))
  }

  override call<R>(
    ops: CallOps,
    asked: Fields,
    settle: (...results: never[]) => void,
    start: (done: (...results: unknown[]) => void) => R,
  ): R | undefined {
    const give = settle as (...results: unknown[]) => void
    const what = this.#recorded(ops.ask, asked)
    if (what === null) return start(give)
    let made: Fields | undefined
    const given = this.#call(
      what,
      asked,
      () => new OriginalPromise((resolve) => void start((...its) => resolve(toKept((made = its))))),
    )
    // Outside of the promise, so that an error of the program's is not taken for a rejection.
    const settled = (kept: unknown): void => originalNextTick(() => give(...(made ?? toFields(kept))))
    void (given as Promise<unknown>).then(settled, (error: unknown) => settled([[error], 0, '']))
    return undefined
  }

  override promise<T>(ops: CallOps, asked: Fields, start: () => Promise<T>, shape?: Shape<T>): Promise<T> {
    const what = this.#recorded(ops.ask, asked)
    if (what === null || !shape) return start()
    let made: { readonly result: T } | undefined
    const perform = async (): Promise<unknown> => {
      made = { result: await start() }
      return toKept(shape.pack(made.result))
    }
    const given = this.#call(what, asked, perform) as Promise<unknown>
    return given.then((kept) => (made ? made.result : shape.unpack(toFields(kept))))
  }

  /** The operation and the path, as fixtures have it; null where it is none that is recorded. */
  #recorded({ name }: Op, [args]: Fields): string | null {
    if (!READS.test(name)) return null
    const given = (args as readonly unknown[])[0]
    const file = typeof given === 'string' ? given : Buffer.isBuffer(given) ? given.toString() : null
    if (file === null) return null
    const absolute = path.resolve(originalCwd(), file.startsWith('file:') ? fileURLToPath(file) : file)
    if (!scopeOfCode()?.options.files?.test(absolute)) return null
    return `${name} ${path.relative(originalCwd(), absolute)}`
  }

  #call(what: string, [args]: Fields, run: () => unknown): unknown {
    const more = (args as readonly unknown[]).slice(1)
    return callExternal({ name: 'fs', object: this, what, args: more, run, isRepeatable: true })
  }
}

/** A result with its bytes as a text, where they are one: so that a fixture can be read. */
function toKept([value, kind, bytes]: Fields): unknown {
  const text = Buffer.from(bytes as Uint8Array).toString()
  return [value, kind, Buffer.from(text).equals(bytes as Uint8Array) ? text : Buffer.from(bytes as Uint8Array)]
}

function toFields(kept: unknown): Fields {
  const [value, kind, bytes] = kept as Fields
  return [value, kind, typeof bytes === 'string' ? Buffer.from(bytes) : bytes]
}
