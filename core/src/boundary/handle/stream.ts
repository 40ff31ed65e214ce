/**
 * Byte streams: what TCP sockets, pipes, terminals and TLS connections have in common. Writes are outputs, and whether
 * one completed at once is kept, since the order of a stream's events depends on it. Reads are in `read.ts`.
 */
import type { Gate } from '../../gate/gate.ts'
import { defineOp, type Op } from '../../tape/op.ts'
import { callAs } from '../call-as.ts'
import { taintOnce } from '../taint-once.ts'
import type { Handle, Native } from './classes.ts'
import { patchStatuses } from './methods.ts'
import { feederOf, receiveReads } from './read.ts'
import type { HandleState } from './state.ts'
import { print } from './stdio.ts'
import type { StreamHandle, StreamSupport } from './support.ts'

const opWrite = defineOp({
  name: 'stream.write',
  kind: 'output',
  target: true,
  fields: ['bytes', 'int', 'uint'],
  asked: 1,
  labels: ['bytes', 'status', 'async'],
  // A TLS connection calls back while it encrypts.
  nests: true,
})
const opWritten = defineOp({
  name: 'stream.written',
  kind: 'delivery',
  target: true,
  fields: ['int'],
  labels: ['status'],
})
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

const HANDLE_SENT = 'A socket or server was sent to another process: what becomes of it there is not recorded.'

const ENCODINGS = {
  writeUtf8String: 'utf8',
  writeAsciiString: 'latin1',
  writeLatin1String: 'latin1',
  writeUcs2String: 'utf16le',
} as const

type Prototype = Record<string, Native>

interface Request {
  oncomplete: (this: unknown, ...args: unknown[]) => unknown
  async?: boolean
}

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
        if (state.live || gate.performs) return Reflect.apply(native, this, args)
        feederOf(support, this as StreamHandle, state).useUserBuffer(state.userBuffer)
        return undefined
      },
  )
  patch(
    'shutdown',
    (native) =>
      function shutdown(this: unknown, request: unknown) {
        const handle = this as Handle
        const state = handles.stateOf(handle)
        if (state.live) return Reflect.apply(native, handle, [request])
        state.shutdown = request as object
        const [result] = gate.exchange(opShutdown, state.id, [], () => {
          onComplete(request as Request, shut, state.id)
          return [Reflect.apply(native, handle, [request])]
        })
        return result
      },
  )

  const written = noted(gate, opWritten)
  const shut = noted(gate, opShut)

  /** @param sends - takes what is sent from the arguments: bytes, or a text in `encoding` */
  const write = (native: Native, sends: (args: unknown[]) => Uint8Array | string, encoding?: BufferEncoding): Native =>
    function (this: unknown, ...args: unknown[]) {
      const handle = this as Handle
      const state = handles.stateOf(handle)
      if (!gate.open || state.live) return Reflect.apply(native, handle, args)
      const data = sends(args)
      if (gate.performs) return recordWrite(handle, state, native, args, data, encoding)
      return replayWrite(state, args, toBytes(data, encoding))
    }
  patch('writeBuffer', (native) => write(native, (args) => args[1] as Uint8Array))
  patch('writev', (native) => write(native, (args) => joinChunks(args[1] as unknown[], args[2] as boolean)))
  for (const [key, encoding] of Object.entries(ENCODINGS)) {
    const sends = (args: unknown[]): string => {
      if (args[2]) taintOnce(gate, HANDLE_SENT)
      return args[1] as string
    }
    patch(key, (native) => write(native, sends, encoding))
  }

  function recordWrite(
    handle: Handle,
    state: HandleState,
    native: Native,
    args: unknown[],
    data: Uint8Array | string,
    encoding: BufferEncoding | undefined,
  ): unknown {
    const request = args[0] as Request | null
    let returned: unknown
    gate.inside++
    try {
      returned = Reflect.apply(native, handle, args)
    } catch (error) {
      gate.inside--
      return gate.exchange(opWrite, state.id, [toBytes(data, encoding)], () => {
        throw error
      })
    }
    gate.inside--
    if (typeof returned === 'object') {
      // From Node 26 on the request is made by the write itself, and its `oncomplete` is set after this returns.
      watchCompletion(returned as Request, written, state.id)
      gate.sent(opWrite, state.id, data, encoding, 0, null, 1)
    } else if (request === null || returned !== 0) {
      gate.sent(opWrite, state.id, data, encoding, returned as number, null, 0)
    } else {
      onComplete(request, written, state.id)
      // Node says whether the write is still under way right after this returns.
      gate.sent(opWrite, state.id, data, encoding, 0, request, 0)
    }
    return returned
  }

  function replayWrite(state: HandleState, args: unknown[], bytes: Uint8Array): unknown {
    const [result, isAsync] = gate.exchange(opWrite, state.id, [bytes], () => [])
    if (state.descriptor === 1 || state.descriptor === 2) print(state.descriptor, bytes)
    state.bytesWritten += bytes.length
    const pend = (waiting: object): void => {
      state.writes.push({ request: waiting, size: bytes.length })
      state.queued += bytes.length
    }
    let request = args[0] as (Request & { writeStatus?: null }) | null
    if (request === null) {
      if (isAsync === 0) return result
      request = { writeStatus: null, oncomplete: () => undefined }
      pend(request)
      return request
    }
    // Node takes this from memory that it shares with its native side.
    Object.defineProperty(request, 'async', { get: () => isAsync === 1, set: () => {}, configurable: true })
    if (isAsync === 1) pend(request)
    return result
  }
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
  gate.receive(opWritten, {
    ready: (target) => (handles.find(target)?.writes.length ?? 0) > 0,
    deliver: (target, [status]) =>
      handles.within(target, (handle, its) => {
        const { request, size } = its.writes.shift() as { request: Request; size: number }
        its.queued -= size
        request.oncomplete(status, handle, undefined)
      }),
  })
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

type Complete = Request['oncomplete']

const kTarget = Symbol('retrace.target')
const kComplete = Symbol('retrace.complete')

/** A request of the program's, with what is to be told of it. */
interface Noted extends Request {
  [kTarget]?: number
  [kComplete]?: Complete
}

/** What stands in the place of `oncomplete`: notes the status before it reaches Node. One function for all requests. */
function noted(gate: Gate, op: Op): Complete {
  return function (this: unknown, ...args: unknown[]) {
    const request = this as Required<Noted>
    // It may come while an original runs, and what it calls is the program's.
    const { inside } = gate
    gate.inside = 0
    try {
      gate.delivery(op, request[kTarget], args[0])
      return callAs(request, 'oncomplete', request[kComplete], args)
    } finally {
      gate.inside = inside
    }
  }
}

/** Notes the completion of a request. */
function onComplete(request: Noted, complete: Complete, id: number): void {
  request[kTarget] = id
  request[kComplete] = request.oncomplete
  request.oncomplete = complete
}

/** The same for a request whose `oncomplete` is set later. */
function watchCompletion(request: Noted, complete: Complete, id: number): void {
  request[kTarget] = id
  Object.defineProperty(request, 'oncomplete', {
    configurable: true,
    enumerable: true,
    set(callback: Complete) {
      request[kComplete] = callback
      const data = { writable: true, enumerable: true, configurable: true }
      Object.defineProperty(request, 'oncomplete', { ...data, value: complete })
    },
    get: () => complete,
  })
}

function toBytes(data: Uint8Array | string, encoding: BufferEncoding | undefined): Uint8Array {
  return typeof data === 'string' ? Buffer.from(data, encoding) : data
}

function joinChunks(chunks: unknown[], allBuffers: boolean): Uint8Array {
  if (allBuffers) return Buffer.concat(chunks as Uint8Array[])
  const parts: Uint8Array[] = []
  for (let i = 0; i < chunks.length; i += 2) {
    const chunk = chunks[i]
    parts.push(typeof chunk === 'string' ? Buffer.from(chunk, chunks[i + 1] as BufferEncoding) : (chunk as Uint8Array))
  }
  return Buffer.concat(parts)
}
