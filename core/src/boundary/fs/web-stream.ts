/**
 * `FileHandle.readableWebStream`: reads by the public `read`, but for Node 20, which gives the native handle itself to a
 * stream that isn't one of bytes. There it is made here, over the stream of bytes.
 */
import { ReadableStream } from 'node:stream/web'
import type { AnyFn, FsSupport, Table } from './support.ts'

interface Options {
  readonly type?: string
}

export function installWebStream({ gate, context }: FsSupport, prototype: Table, known: WeakSet<object>): void {
  if (!process.version.startsWith('v20.')) return
  const wrap = (original: AnyFn): AnyFn =>
    function (this: unknown, ...args: unknown[]): unknown {
      const [options] = args as [Options?]
      if (!gate.open || !known.has(this as object) || options?.type !== undefined)
        return Reflect.apply(original, this, args)
      return ofBuffers(Reflect.apply(original, this, [{ ...options, type: 'bytes' }]) as ReadableStream<Uint8Array>)
    }
  context.patches.method('fs', prototype, 'readableWebStream', wrap as never)
}

/** The chunks are ArrayBuffers, as the native handle gives them. */
function ofBuffers(bytes: ReadableStream<Uint8Array>): ReadableStream<ArrayBufferLike> {
  const reader = bytes.getReader()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read()
      if (done) controller.close()
      else controller.enqueue(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength))
    },
    cancel: (reason) => reader.cancel(reason),
  })
}
