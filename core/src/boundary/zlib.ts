/**
 * `zlib`: what a stream gives for what is written into it is always the same; only when it comes depends on the
 * threadpool. It is taken at the native handle under every stream and every function with a callback; Node's JavaScript
 * above it runs again. In replay the work is done where the tape has its completion.
 */
import zlib from 'node:zlib'
import { Scope } from '../gate/scope.ts'
import { defineOp } from '../tape/op.ts'
import type { Boundary } from './boundary.ts'

const opWritten = defineOp({ name: 'zlib.written', kind: 'delivery', target: true, fields: [] })

type Native = (this: unknown, ...args: unknown[]) => unknown
type Prototype = Record<string, Native>

const kState = Symbol('retrace.zlib')

interface Handle {
  [kState]?: State
  onerror?: Native
}

interface State {
  /** The same number in replay; taken at the first write in the background, for what is done at once needs none. */
  id: number
  /** Node's own callback for a write that has been done. */
  readonly processCallback: Native
  readonly scope: Scope | null
  /** The arguments of the write that is under way. */
  write: unknown[] | null
  /** Closed in the middle of a write: the write is completed first. */
  closing: boolean
  watched: boolean
}

type Perform = (handle: Handle, state: State) => void

/** The classes of handles, reached through a stream of each kind. */
function prototypes(): Prototype[] {
  const make = zlib as unknown as Record<string, ((options: object) => { _handle: object; close(): void }) | undefined>
  const kinds: [string, object][] = [
    ['createDeflate', { chunkSize: 64, memLevel: 1, windowBits: 9 }],
    ['createBrotliCompress', { chunkSize: 64 }],
    ['createBrotliDecompress', { chunkSize: 64 }],
    ['createZstdCompress', { chunkSize: 64 }],
    ['createZstdDecompress', { chunkSize: 64 }],
  ]
  return kinds.flatMap(([name, options]) => {
    const stream = make[name]?.(options)
    if (!stream) return []
    const prototype = Object.getPrototypeOf(stream._handle) as Prototype
    stream.close()
    return [prototype]
  })
}

export const zlibBoundary: Boundary = {
  name: 'zlib',
  install({ gate, patches }) {
    const writing = new Map<number, Handle>()
    const performers = new Map<Prototype, Perform>()

    for (const prototype of prototypes()) {
      const writeSync = prototype['writeSync'] as Native
      const patch = (key: string, wrap: (native: Native) => Native): void =>
        patches.method('zlib', prototype, key, wrap as never)

      patch(
        'init',
        (native) =>
          function init(this: unknown, ...args: unknown[]) {
            const handle = this as Handle
            const at = args.findIndex((arg) => typeof arg === 'function')
            if (gate.open && at >= 0) {
              const processCallback = args[at] as Native
              const scope = gate.performs ? null : new Scope('ZLIB')
              const state: State = {
                id: -1,
                processCallback,
                scope,
                write: null,
                closing: false,
                watched: false,
              }
              handle[kState] = state
              if (gate.performs) {
                args[at] = function (this: unknown, ...given: unknown[]) {
                  gate.delivery(opWritten, state.id)
                  state.write = null
                  return Reflect.apply(processCallback, this, given)
                }
              }
            }
            return Reflect.apply(native, this, args)
          },
      )
      patch(
        'write',
        (native) =>
          function write(this: unknown, ...args: unknown[]) {
            const handle = this as Handle
            const state = handle[kState]
            if (!state) return Reflect.apply(native, this, args)
            if (state.id < 0) state.id = gate.nextId()
            state.write = args
            if (gate.performs) {
              watchErrors(handle, state)
              return Reflect.apply(native, this, args)
            }
            writing.set(state.id, handle)
            return undefined
          },
      )
      patch(
        'close',
        (native) =>
          function close(this: unknown) {
            const state = (this as Handle)[kState]
            if (state && !gate.performs && state.write) {
              state.closing = true
              return undefined
            }
            return Reflect.apply(native, this, [])
          },
      )

      /** Does a write that has been put off, and tells Node of it as the native side does. */
      const perform = (handle: Handle, state: State): void => {
        const args = state.write as unknown[]
        state.write = null
        let failed = false
        const onerror = handle.onerror as Native
        handle.onerror = function (this: unknown, ...given: unknown[]) {
          failed = true
          return Reflect.apply(onerror, this, given)
        }
        Reflect.apply(writeSync, handle, args)
        handle.onerror = onerror
        if (!failed) Reflect.apply(state.processCallback, handle, [])
        if (state.closing && !state.write) Reflect.apply(prototype['close'] as Native, handle, [])
      }
      performers.set(prototype, perform)
    }

    /** Errors of a write come by another way than its completion. */
    function watchErrors(handle: Handle, state: State): void {
      if (state.watched) return
      state.watched = true
      const onerror = handle.onerror as Native
      handle.onerror = function (this: unknown, ...given: unknown[]) {
        if (state.write) gate.delivery(opWritten, state.id)
        state.write = null
        return Reflect.apply(onerror, this, given)
      }
    }

    gate.receive(opWritten, {
      ready: (target) => writing.has(target),
      deliver(target) {
        const handle = writing.get(target) as Handle
        const state = handle[kState] as State
        writing.delete(target)
        state.scope?.runInAsyncScope(
          performers.get(Object.getPrototypeOf(handle) as Prototype) as Perform,
          null,
          handle,
          state,
        )
      },
    })
  },
}
