/**
 * Byte streams: what TCP sockets, pipes, terminals and TLS connections have in common. Reads are in `read.ts`, writes in
 * `write.ts`.
 */
import { defineOp } from '../../tape/op.ts'
import type { Handle, Native } from './classes.ts'
import { completing, type Request } from './completion.ts'
import { patchStatuses } from './methods.ts'
import { feederOf, receiveReads } from './read.ts'
import type { StreamHandle, StreamSupport } from './support.ts'
import { installWrites, receiveWritten } from './write.ts'

const opShutdown = defineOp({
  name: 'stream.shutdown',
  kind: 'output',
  target: true,
  fields: ['int'],
  asked: 0,
  nests: true,
  labels: ['status'],
})
const opShut = defineOp({ name: 'stream.shut', kind: 'delivery', target: true, fields: ['int'], labels: ['status'] })
const opClosed = defineOp({ name: 'handle.closed', kind: 'delivery', target: true, fields: [] })

type Prototype = Record<string, Native>

/** Patches the stream methods that `prototype` itself has. */
export function installStream(support: StreamSupport, owner: string, prototype: Prototype): void {
  const { gate, patches } = support.context
  const { handles } = support
  const patch = (key: string, wrap: (native: Native) => Native): void => {
    if (Object.hasOwn(prototype, key)) patches.method(owner, prototype, key, wrap as never)
  }

  const pass = (handle: Handle, native: Native): void => {
    if (passesDown(support, handle)) Reflect.apply(native, handle, [])
  }
  patchStatuses<StreamHandle>(support, owner, prototype, ['readStart'], (handle, state, _args, native) => {
    support.listener.listen(handle, state)
    pass(handle, native)
  })
  patchStatuses(support, owner, prototype, ['readStop'], (handle, _state, _args, native) => pass(handle, native))
  patch(
    'useUserBuffer',
    (native) =>
      function useUserBuffer(this: unknown, ...args) {
        const state = handles.stateOf(this as Handle)
        state.userBuffer = args[0] as Uint8Array
        if (state.live || !state.stands) return Reflect.apply(native, this, args)
        feederOf(support, this as StreamHandle, state).useUserBuffer(state.userBuffer)
        return undefined
      },
  )
  patch(
    'shutdown',
    (native) =>
      function shutdown(this: unknown, ...args: unknown[]) {
        const state = handles.stateOf(this as Handle)
        if (state.live) return Reflect.apply(native, this, args)
        const request = args[0] as Request
        state.shutdown = request
        const [result] = gate.exchange(opShutdown, state.id, [], () => {
          request.oncomplete = completing(gate, opShut, state.id, request.oncomplete)
          return [Reflect.apply(native, this, args)]
        })
        return result
      },
  )
  installWrites(support, owner, prototype)
}

/** Patches `close` of a class of handles. */
export function installClose(support: StreamSupport, owner: string, prototype: Prototype): void {
  const { gate, patches } = support.context
  const { handles } = support
  const nativeClose = prototype['close'] as Native
  const wrap = (native: Native): Native =>
    function (this: unknown, callback?: unknown) {
      const state = handles.stateOf(this as Handle)
      if (state.live) return Reflect.apply(native, this, [callback])
      if (!gate.performs) {
        if (typeof callback === 'function') state.onclose = callback as () => void
        nativeClose.call(this)
        return 0
      }
      handles.forget(state.id)
      if (typeof callback !== 'function') return Reflect.apply(native, this, [])
      return Reflect.apply(native, this, [
        function (this: unknown) {
          gate.delivery(opClosed, state.id)
          Reflect.apply(callback, this, [])
        },
      ])
    }
  patches.method(owner, prototype, 'close', wrap as never)
  // TCP only: closes with an RST.
  patches.method(owner, prototype, 'reset', wrap as never)
}

/** Says how the deliveries of all streams reach their handles in replay. */
export function receiveStreams(support: StreamSupport): void {
  const { gate } = support.context
  const { handles } = support
  receiveReads(support)
  receiveWritten(support)
  gate.receive(opShut, {
    ready: (target) => handles.find(target)?.shutdown != null,
    deliver: (target, [status]) =>
      handles.within(target, (_handle, its) => {
        const request = its.shutdown as Request
        its.shutdown = null
        request.oncomplete(status)
      }),
  })
  gate.receive(opClosed, {
    ready: (target) => handles.find(target)?.onclose != null,
    deliver: (target) =>
      handles.within(target, (handle, its) => {
        handles.forget(target)
        its.onclose?.call(handle)
      }),
  })
}

/** In replay, whether reading is asked of a stream of the program's own, below TLS. */
function passesDown(support: StreamSupport, handle: Handle): boolean {
  if (support.context.gate.performs) return false
  const lower = (handle as { _parent?: object })._parent
  return lower !== undefined && support.lowers.has(lower)
}
