/**
 * Watching: the native objects under `fs.watch`, `fs.promises.watch` and `fs.watchFile`. All above them runs again; in
 * replay they watch nothing, and the tape says what they saw.
 */
import { EventEmitter } from 'node:events'
import fs from 'node:fs'
import { Scope } from '../../gate/scope.ts'
import { defineOp, type Op } from '../../tape/op.ts'
import type { AnyFn, FsSupport } from './support.ts'

const opWatch = defineOp({
  name: 'fs.watch',
  kind: 'output',
  target: true,
  fields: ['value', 'value'],
  asked: 1,
  labels: ['arguments', 'status'],
})
const opEvent = defineOp({
  name: 'fs.watch.event',
  kind: 'delivery',
  target: true,
  fields: ['value'],
  labels: ['event'],
})
const opWatchFile = defineOp({
  name: 'fs.watchFile',
  kind: 'output',
  target: true,
  fields: ['value', 'value'],
  asked: 1,
  labels: ['arguments', 'status'],
})
const opStat = defineOp({
  name: 'fs.watchFile.event',
  kind: 'delivery',
  target: true,
  fields: ['value'],
  labels: ['stats'],
})

interface Native {
  onchange: AnyFn
  close: AnyFn
  initialized?: boolean
}

interface NativeClass {
  readonly prototype: Record<string, AnyFn>
}

interface Watching {
  readonly native: Native
  readonly scope: Scope
}

export function installWatch(support: FsSupport): void {
  installNative(
    support,
    nativeClass(() => void fs.watch('.')),
    opWatch,
    opEvent,
  )
  installNative(
    support,
    nativeClass(() => fs.watchFile('.', () => {})),
    opWatchFile,
    opStat,
  )
}

/**
 * The class of the native object that a watcher starts: caught when the watcher, which is an EventEmitter, takes it as
 * its `_handle`, before it is started.
 */
function nativeClass(watch: () => void): NativeClass {
  const emitter = EventEmitter as unknown as { init: AnyFn }
  const { init } = emitter
  let native: Native | null = null
  const caught = new Error('caught')
  emitter.init = function (this: unknown, ...args: unknown[]) {
    Object.defineProperty(this, '_handle', {
      configurable: true,
      get: () => null,
      set(value: Native | null) {
        if (value === null) return
        native = value
        throw caught
      },
    })
    return Reflect.apply(init, this, args)
  }
  try {
    watch()
  } catch (error) {
    if (error !== caught) throw error
  } finally {
    emitter.init = init
  }
  // Not closed, since a handle that is closing keeps the event loop turning; one that was never started counts for nothing.
  return (native as unknown as Native).constructor as unknown as NativeClass
}

function installNative({ gate, context }: FsSupport, { prototype }: NativeClass, op: Op, event: Op): void {
  const watching = new Map<number, Watching>()

  context.patches.method(
    'fs',
    prototype,
    'start',
    ((original: AnyFn): AnyFn =>
      function (this: unknown, ...args: unknown[]): unknown {
        if (!gate.open) return Reflect.apply(original, this, args)
        const native = this as Native
        const id = gate.nextId()
        const { onchange, close } = native
        const [status] = gate.exchange(op, id, [args], () => {
          native.onchange = function (this: unknown, ...seen: unknown[]) {
            gate.delivery(event, id, seen)
            return Reflect.apply(onchange, this, seen)
          }
          return [Reflect.apply(original, native, args)]
        })
        if (gate.performs || Number(status ?? 0) !== 0) return status
        watching.set(id, { native, scope: new Scope(op.name) })
        if ('initialized' in native) Object.defineProperty(native, 'initialized', { value: true, configurable: true })
        native.close = (...rest) => {
          watching.delete(id)
          return Reflect.apply(close, native, rest)
        }
        return status
      }) as never,
  )

  gate.receive(event, {
    ready: (target) => watching.has(target),
    deliver(target, [seen]) {
      const { native, scope } = watching.get(target) as Watching
      scope.runInAsyncScope(() => Reflect.apply(native.onchange, native, seen as unknown[]))
    },
  })
}
