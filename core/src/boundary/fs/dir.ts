/** `Dir`: reading and closing are calls; in replay it is a real `Dir` over nothing. */
import fs from 'node:fs'
import { defineCall, type Gate } from '../../gate/gate.ts'
import { OriginalPromise } from '../../originals.ts'
import { registerClass } from '../../tape/codec.ts'
import { withoutOwnFrames } from '../own-frames.ts'
import { isOurs, markOurs, type AnyFn, type FsSupport, type Table } from './support.ts'
import { defineSync } from './sync.ts'

const NOTHING = new Uint8Array(0)

type DirClass = new (handle: object, path: unknown) => fs.Dir

export function installDir(support: FsSupport): void {
  const { gate, context } = support
  const Dir = fs.Dir as unknown as DirClass
  const prototype = Dir.prototype as unknown as Table
  const patch = (key: PropertyKey, wrap: (original: AnyFn) => AnyFn): void =>
    context.patches.method('fs', prototype, key, wrap as never)

  /** Directories that were given to the program. */
  const known = new WeakSet<object>()
  const isLive = (dir: unknown): boolean => !gate.open || !known.has(dir as object)

  registerClass({
    name: 'Dir',
    is: (value) => value instanceof Dir,
    toPlain(dir) {
      known.add(dir)
      return (dir as fs.Dir).path
    },
    fromPlain(path) {
      const dir = new Dir({ read: () => null, close() {} }, path)
      known.add(dir)
      return dir
    },
  })
  for (const key of ['read', 'close']) patch(key, wrapAsync(gate, isLive, key))
  for (const key of ['readSync', 'closeSync']) patch(key, wrapSync(gate, isLive, key))
  patch(Symbol.dispose, wrapSync(gate, isLive, 'dispose'))
  patch(Symbol.asyncDispose, wrapAsync(gate, isLive, 'asyncDispose'))

  // The original reads by way of private methods.
  const iterate = (original: AnyFn): AnyFn =>
    function (this: unknown) {
      return isLive(this) ? Reflect.apply(original, this, []) : entries(this as fs.Dir)
    }
  patch('entries', iterate)
  patch(Symbol.asyncIterator, iterate)
}

async function* entries(dir: fs.Dir): AsyncGenerator<fs.Dirent> {
  try {
    for (;;) {
      const entry = await dir.read()
      if (entry === null) break
      yield entry
    }
  } finally {
    await dir.close()
  }
}

type IsLive = (dir: unknown) => boolean

function wrapSync(gate: Gate, isLive: IsLive, key: string): (original: AnyFn) => AnyFn {
  const op = defineSync(`dir.${key}`, false)
  return (original) =>
    function (this: unknown, ...args: unknown[]): unknown {
      if (isLive(this)) return Reflect.apply(original, this, args)
      const perform = (): readonly unknown[] => {
        try {
          return [Reflect.apply(original, this, args), 0, NOTHING]
        } catch (error) {
          throw withoutOwnFrames(error)
        }
      }
      return gate.exchange(op, -1, [(this as fs.Dir).path, NOTHING], perform)[0]
    }
}

/** Methods that take a callback or give a promise. */
function wrapAsync(gate: Gate, isLive: IsLive, key: string): (original: AnyFn) => AnyFn {
  const ops = defineCall(`fs.dir.${key}`, ['value'], ['value', 'value'], ['path'])
  return (original) =>
    function (this: unknown, ...args: unknown[]): unknown {
      const [callback] = args
      if (isLive(this) || isOurs(callback)) return Reflect.apply(original, this, args)
      const asked = [(this as fs.Dir).path]
      if (typeof callback !== 'function') {
        const hasForm = callback === undefined && key !== 'asyncDispose'
        const start = hasForm ? () => promised(original, this) : () => Reflect.apply(original, this, args)
        return gate.promise(ops, asked, start as () => Promise<unknown>)
      }
      const settle = (error: unknown, result: unknown): void => {
        Reflect.apply(callback, undefined, key === 'read' ? [error, result] : [error])
      }
      return gate.call(ops, asked, settle, (done) =>
        Reflect.apply(original, this, [markOurs((...results: unknown[]) => done(...results))]),
      )
    }
}

/**
 * The promise form, by way of the callback form: while another operation is under way the original puts a call of the
 * public method into a queue, with a callback that must be known as ours.
 */
function promised(original: AnyFn, dir: unknown): Promise<unknown> {
  return new OriginalPromise((resolve, reject) => {
    const callback = markOurs((error: unknown, result: unknown) => (error ? reject(error as Error) : resolve(result)))
    Reflect.apply(original, dir, [callback])
  })
}
