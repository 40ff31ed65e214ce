/** `FileHandle`: its methods are calls; in replay it is a real `FileHandle` over nothing. */
import { EventEmitter } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import { defineCall, type Shape } from '../../gate/gate.ts'
import { registerClass } from '../../tape/codec.ts'
import { isIterable, writeIterable } from './iterable.ts'
import { FILE_HANDLE, takes } from './names.ts'
import { pack, packCounted, unpack, unpackCounted, type Packed } from './payload.ts'
import { describe } from './request.ts'
import type { AnyFn, FsSupport, Table } from './support.ts'
import { installWebStream } from './web-stream.ts'

export interface Handle {
  readonly fd: number
  close(): Promise<void>
}

type HandleClass = (new (native: object) => Handle) & { readonly prototype: Table }

/**
 * The class `FileHandle`, which no module exports. A stream asks whether the descriptor that it is given is one, and with
 * that looks up `Symbol.hasInstance` along the class's parents; then it refuses what is none.
 */
function fileHandleClass(): HandleClass {
  const parents = [EventEmitter, Object.getPrototypeOf(net.BlockList) as object]
  const found: unknown[] = []
  for (const parent of parents) {
    if (parent === Function.prototype) continue
    Object.defineProperty(parent, Symbol.hasInstance, {
      configurable: true,
      value(this: { readonly prototype?: object } | undefined, value: unknown): boolean {
        if (this?.prototype && 'readv' in this.prototype) found.push(this)
        return Reflect.apply(Function.prototype[Symbol.hasInstance], this, [value])
      },
    })
  }
  try {
    fs.createReadStream('', { fd: {} as never })
  } catch {
    // As it should.
  } finally {
    for (const parent of parents) if (parent !== Function.prototype) Reflect.deleteProperty(parent, Symbol.hasInstance)
  }
  return found[0] as HandleClass
}

export function installFileHandle(support: FsSupport): void {
  const { gate, context } = support
  const FileHandle = fileHandleClass()
  /** Handles that were given to the program. */
  const known = new WeakSet<object>()

  for (const name of FILE_HANDLE)
    context.patches.method('fs', FileHandle.prototype, name, wrapMethod(support, name, known) as never)
  installWebStream(support, FileHandle.prototype, known)
  registerClass({
    name: 'FileHandle',
    is: (value) => value instanceof FileHandle,
    toPlain(handle) {
      adopt(handle as Handle)
      return (handle as Handle).fd
    },
    fromPlain(fd) {
      const inert = { fd, getAsyncId: () => 0, close: () => Promise.resolve(), closeSync() {}, onread: undefined }
      return adopt(new FileHandle(inert))
    },
  })

  const closing = defineCall('fs.filehandle.close', ['int'], ['value', 'value'], ['descriptor'])

  /** `close` is a property of each handle. */
  function adopt(handle: Handle): Handle {
    if (known.has(handle)) return handle
    known.add(handle)
    const { close } = handle
    const byProgram = (): Promise<void> => {
      const { inside } = gate
      gate.inside = 0 // it emits 'close'
      try {
        return close()
      } finally {
        gate.inside = inside
      }
    }
    handle.close = () => {
      if (!gate.open) return close()
      const closed = gate.promise(closing, [handle.fd], byProgram)
      if (!gate.performs) void byProgram()
      return closed
    }
    return handle
  }
}

function wrapMethod(
  { gate, descriptors }: FsSupport,
  name: string,
  known: WeakSet<object>,
): (original: AnyFn) => AnyFn {
  const kind = takes(name)
  const isCounted = kind === 'read' || kind === 'readv' || kind === 'write' || kind === 'writev'
  const ops = defineCall(
    `fs.filehandle.${name}`,
    ['int', 'value', 'bytes'],
    ['value', 'value', 'uint', 'bytes'],
    ['descriptor', 'arguments', 'data'],
  )
  return (original) =>
    function (this: unknown, ...args: unknown[]): unknown {
      if (!gate.open || !known.has(this as object)) return Reflect.apply(original, this, args)
      if (kind === 'content' && isIterable(args[0])) return writeIterable(name, this, args[0], args[1])
      const request = describe(kind, args, 0)
      const { fd } = this as Handle
      const shape: Shape<unknown> = {
        pack: (result) => (isCounted ? packCounted : pack)(result, request),
        unpack(fields) {
          if (request.data.length > 0) descriptors.print(fd, request.data)
          return (isCounted ? unpackCounted : unpack)(fields as unknown as Packed, request)
        },
      }
      return gate.promise(
        ops,
        [fd, request.shown, request.data],
        () => Reflect.apply(original, this, args) as Promise<unknown>,
        shape,
      )
    }
}
