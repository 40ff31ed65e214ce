/**
 * `writeFile` of a stream or an iterable: code of the program's runs between the writes, so this runs in replay too, as
 * Node's own `writeFile` does, over the public functions.
 */
import { promises, type PathLike } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'

interface Options {
  readonly encoding?: BufferEncoding | null
  readonly mode?: number
  readonly flag?: string
  readonly flush?: boolean
  readonly signal?: AbortSignal
}

type Source = Iterable<unknown> | AsyncIterable<unknown>

/** Whether data for `writeFile` is given piece by piece. */
export function isIterable(data: unknown): data is Source {
  if (typeof data !== 'object' || data === null || ArrayBuffer.isView(data)) return false
  return Symbol.iterator in data || Symbol.asyncIterator in data
}

/** Writes the pieces to a path or into a `FileHandle`. */
export async function writeIterable(name: string, target: unknown, data: Source, given: unknown): Promise<void> {
  const options: Options =
    typeof given === 'string' ? { encoding: given as BufferEncoding } : ((given ?? {}) as Options)
  if (isHandle(target)) return writePieces(target, data, options)
  checkAborted(options.signal)
  const handle = await promises.open(
    target as PathLike,
    options.flag ?? (name === 'appendFile' ? 'a' : 'w'),
    options.mode ?? 0o666,
  )
  try {
    await writePieces(handle, data, options)
    if (options.flush === true) await handle.sync()
  } finally {
    await handle.close()
  }
}

function isHandle(target: unknown): target is FileHandle {
  return typeof target === 'object' && target !== null && 'fd' in target && 'writev' in target
}

async function writePieces(handle: FileHandle, data: Source, { encoding, signal }: Options): Promise<void> {
  checkAborted(signal)
  for await (const piece of data as AsyncIterable<unknown>) {
    checkAborted(signal)
    const bytes = ArrayBuffer.isView(piece) ? piece : Buffer.from(piece as string, encoding ?? 'utf8')
    let remaining = bytes.byteLength
    while (remaining > 0) {
      const { bytesWritten } = await handle.write(bytes as Uint8Array, bytes.byteLength - remaining, remaining)
      remaining -= bytesWritten
      checkAborted(signal)
    }
  }
}

/** Node's own AbortError can't be made outside of Node; this one has its name, code and cause. */
function checkAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return
  const error = Object.assign(new Error('The operation was aborted', { cause: signal.reason }), { code: 'ABORT_ERR' })
  error.name = 'AbortError'
  throw error
}
