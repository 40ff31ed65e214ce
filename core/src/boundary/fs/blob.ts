/**
 * `fs.openAsBlob`: the tape keeps the file's content as it is when the Blob is made; in replay the Blob holds that. A
 * Blob over a file is read in the background, and others may be made of it, so that from the first one on the reads of
 * all Blobs have their place in the order.
 */
import { Blob } from 'node:buffer'
import fs from 'node:fs'
import { ReadableStream } from 'node:stream/web'
import { backgroundPromise } from '../../gate/background.ts'
import { defineCall, type Gate, type Shape } from '../../gate/gate.ts'
import { originalFs } from '../../originals.ts'
import { describe } from './request.ts'
import type { AnyFn, FsSupport, Table } from './support.ts'

const NOTHING = new Uint8Array(0)

const blobRead = defineCall('blob.read', ['text'], [])
/** As large as those that Node reads of a file. */
const PIECE = 65_536

export function installBlob(support: FsSupport): void {
  const { gate, context, warnings } = support
  let ordered = false
  const ops = defineCall('fs.openAsBlob', ['value'], ['value', 'value', 'bytes'], ['arguments'])
  const wrap = (original: AnyFn): AnyFn =>
    function (this: unknown, ...args: unknown[]): unknown {
      if (!gate.open) return Reflect.apply(original, this, args)
      if (!ordered) orderReads(support)
      ordered = true
      const shape: Shape<Blob | undefined> = {
        pack: (blob) => [blob?.type ?? null, blob ? contentOf(args[0]) : NOTHING],
        unpack: ([type, bytes]) => new Blob([bytes as Buffer], { type: type as string }),
      }
      const start = (): Promise<Blob | undefined> => warnings.during(original, this, args) as Promise<Blob>
      const blob = gate.promise(ops, [describe('plain', args, 1).shown], start, shape)
      warnings.settle()
      return blob
    }
  context.patches.method('fs', fs as unknown as Table, 'openAsBlob', wrap as never)
}

function orderReads({ gate, context: { patches } }: FsSupport): void {
  const prototype = Blob.prototype as unknown as Table
  const { arrayBuffer } = prototype as { arrayBuffer: AnyFn }
  for (const key of ['arrayBuffer', 'bytes', 'text'])
    patches.method(
      'fs',
      prototype,
      key,
      ((original: AnyFn): AnyFn =>
        function (this: unknown, ...args) {
          const read = (): Promise<unknown> => Reflect.apply(original, this, args) as Promise<unknown>
          return gate.open ? backgroundPromise(gate, blobRead, [key], read) : read()
        }) as never,
    )
  patches.method(
    'fs',
    prototype,
    'stream',
    ((original: AnyFn): AnyFn =>
      function (this: unknown, ...args) {
        if (!gate.open || !(this instanceof Blob)) return Reflect.apply(original, this, args)
        return orderedStream(gate, this, (blob) => Reflect.apply(arrayBuffer, blob, []) as Promise<ArrayBuffer>)
      }) as never,
  )
}

/** In pieces of its own: those of the original are others for memory than for a file. */
function orderedStream(gate: Gate, blob: Blob, read: (blob: Blob) => Promise<ArrayBuffer>): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream(
    {
      type: 'bytes',
      async pull(controller) {
        const piece = blob.slice(at, at + PIECE)
        at += PIECE
        if (piece.size === 0) {
          controller.close()
          return controller.byobRequest?.respond(0)
        }
        controller.enqueue(new Uint8Array(await backgroundPromise(gate, blobRead, ['stream'], () => read(piece))))
      },
    },
    { highWaterMark: 0 },
  )
}

function contentOf(path: unknown): Uint8Array {
  try {
    return originalFs.readFileSync(path as fs.PathLike)
  } catch {
    // Gone meanwhile: then the Blob can't be read either.
    return NOTHING
  }
}
