/** The functions of `fs.promises`: each is a call, and its completion. */
import fs from 'node:fs'
import { backgroundPromise } from '../../gate/background.ts'
import { defineCall, type Shape } from '../../gate/gate.ts'
import { isInternalCall } from './caller.ts'
import { PROMISE, takes } from './names.ts'
import { pack, unpack, type Packed } from './payload.ts'
import { describe, withoutLinkType } from './request.ts'
import type { AnyFn, FsSupport, Table } from './support.ts'
import { isIterable, writeIterable } from './iterable.ts'

/**
 * A module that Node's loader reads: up to Node 20 it does so in the background, while the program goes on. Modules are
 * read in replay too; which one came when is on the tape.
 */
const moduleRead = defineCall('module.read', [], [])

export function installPromises(support: FsSupport): void {
  const { patches } = support.context
  for (const name of PROMISE) {
    patches.method('fs', fs.promises as unknown as Table, name, wrapPromise(support, name) as never)
  }
}

function wrapPromise({ gate, descriptors, warnings }: FsSupport, name: string): (original: AnyFn) => AnyFn {
  const kind = takes(name)
  const ops = defineCall(
    `fs.promises.${name}`,
    ['value', 'bytes'],
    ['value', 'value', 'uint', 'bytes'],
    ['arguments', 'data'],
  )

  return (original) =>
    function wrapped(this: unknown, ...args: unknown[]): unknown {
      const perform = (): Promise<unknown> => Reflect.apply(original, this, args) as Promise<unknown>
      if (!gate.open) return perform()
      if (isInternalCall(name, args[0], wrapped)) return backgroundPromise(gate, moduleRead, [], perform)
      if (name === 'rmdir' && isRecursive(args[1])) return perform()
      if (kind === 'content' && isIterable(args[1])) return writeIterable(name, args[0], args[1], args[2])
      const request = describe(kind, name === 'symlink' ? withoutLinkType(args) : args, 1)
      const shape: Shape<unknown> = {
        pack: (result) => pack(result, request),
        unpack(fields) {
          const result = unpack(fields as unknown as Packed, request)
          if (kind === 'content') descriptors.print(args[0], request.data)
          return result
        },
      }
      const start = (): Promise<unknown> => warnings.during(original, this, args) as Promise<unknown>
      const promise = gate.promise(ops, [request.shown, request.data], start, shape)
      warnings.settle()
      return promise
    }
}

function isRecursive(options: unknown): boolean {
  return typeof options === 'object' && options !== null && (options as { recursive?: unknown }).recursive === true
}
