/** The functions with a callback: a call, and its completion. */
import fs from 'node:fs'
import { defineCall } from '../../gate/gate.ts'
import { isInternalCall } from './caller.ts'
import { CALLBACK, takes } from './names.ts'
import { packResults, unpackResults, type Packed } from './payload.ts'
import { describe } from './request.ts'
import { isOurs, markOurs, type AnyFn, type FsSupport, type Table } from './support.ts'

export function installCallback(support: FsSupport): void {
  const { patches } = support.context
  const patch = (target: object, key: string, name: string): void =>
    patches.method('fs', target as Table, key, wrapCallback(support, name) as never)
  for (const name of CALLBACK) patch(fs, name, name)
  patch(fs.realpath, 'native', 'realpath.native')
}

/** What Node does with the error of a `close` that was given no callback. */
function throwIt(error: unknown): void {
  if (error) throw error as Error
}

/** Wraps a function whose last argument is a callback. */
export function wrapCallback(support: FsSupport, name: string): (original: AnyFn) => AnyFn {
  const { gate, descriptors, warnings } = support
  const kind = takes(name)
  const sendsOut = kind === 'write' || kind === 'writev' || kind === 'content'
  const ops = defineCall(`fs.${name}`, ['value', 'bytes'], ['value', 'uint', 'bytes'], ['arguments', 'data'])

  return (original) => {
    /** Runs the original for itself, and keeps account of the descriptors it opens and closes. */
    function live(self: unknown, args: unknown[]): unknown {
      const at = callbackAt(args)
      if (at !== -1 && descriptors.isLive(args[0])) args[at] = within(args[at] as AnyFn)
      if (name === 'close') descriptors.removeLive(args[0])
      if (name === 'open' && at !== -1 && gate.performs) {
        const callback = args[at] as AnyFn
        args[at] = function (this: unknown, ...results: unknown[]) {
          if (!results[0]) descriptors.addLive(results[1])
          return Reflect.apply(callback, this, results)
        }
      }
      return Reflect.apply(original, self, args)
    }
    /**
     * Programs put functions of their own in the place of `fs.close` (graceful-fs does, and reads the clock in its
     * callback). Where an original calls it on a descriptor of its own, that is no doing of the program's: the original
     * isn't run in replay.
     */
    function within(callback: AnyFn): AnyFn {
      return function (this: unknown, ...results) {
        gate.inside++
        try {
          return Reflect.apply(callback, this, results)
        } finally {
          gate.inside--
        }
      }
    }
    return function wrapped(this: unknown, ...args: unknown[]): unknown {
      if (!gate.open || descriptors.isLive(args[0]) || isInternalCall(name, args[0], wrapped)) return live(this, args)
      const at = callbackAt(args)
      if (at !== -1 && isOurs(args[at])) return Reflect.apply(original, this, args)
      // These are built out of public functions.
      if (name === 'rmdir' && isRecursive(args[1])) return Reflect.apply(original, this, args)
      if (name === 'writeFile' && typeof args[0] === 'number') return Reflect.apply(original, this, args)
      const callback = (at === -1 ? throwIt : args[at]) as AnyFn
      const request = describe(kind, at === -1 ? args : args.slice(0, at), 1)
      const settle = (...packed: unknown[]): void => {
        const given = packed[3] as unknown[] | undefined
        const results = given ?? unpackResults(packed as unknown as Packed, request)
        if (!given && !results[0]) {
          if (name === 'open') descriptors.opened(args[0], results[1])
        }
        Reflect.apply(callback, undefined, results)
      }
      try {
        const returned = gate.call(ops, [request.shown, request.data], settle, (done) => {
          const ours = markOurs((...results: unknown[]) => {
            const { length } = results
            done(...packResults(results, length, request), results)
          })
          const passed = args.slice()
          if (at !== -1) passed[at] = ours
          else if (name === 'close' && args.length < 2) passed[1] = ours
          return warnings.during(original, this, passed)
        })
        if (!gate.performs && sendsOut) descriptors.print(args[0], request.data)
        return returned
      } finally {
        warnings.settle()
      }
    }
  }
}

function callbackAt(args: readonly unknown[]): number {
  return args.findLastIndex((arg) => typeof arg === 'function')
}

function isRecursive(options: unknown): boolean {
  return typeof options === 'object' && options !== null && (options as { recursive?: unknown }).recursive === true
}
