/**
 * Byte streams: what TCP sockets, pipes, terminals and TLS connections have in common. Reads are deliveries, writes
 * are outputs, and whether a write completed at once is kept, since the order of a stream's events depends on it.
 */
import { nodeUtil } from '../../node-util.ts'
import type { Gate } from '../../gate/gate.ts'
import { defineOp, type Op } from '../../tape/op.ts'
import type { Context } from '../boundary.ts'
import { taintOnce } from '../taint-once.ts'
import type { Handle, JSStream, Native } from './classes.ts'
import type { Handles, HandleState } from './state.ts'
import { type Pushed, withPushed } from './shared-read.ts'
import { print } from './stdio.ts'

const opRead = defineOp({ name: 'stream.read', kind: 'delivery', target: true, fields: ['bytes'], labels: ['bytes'] })
const opEnd = defineOp({ name: 'stream.end', kind: 'delivery', target: true, fields: ['int'], labels: ['status'] })
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
const opStatus = defineOp({ name: 'handle.status', kind: 'value', target: true, fields: ['int'], labels: ['status'] })

const HANDLE_SENT = 'A socket or server was sent to another process: what becomes of it there is not recorded.'

/** libuv's code for the end of a stream (`uv_errno_t`). */
const UV_EOF = -4095

const ENCODINGS = {
  writeUtf8String: 'utf8',
  writeAsciiString: 'latin1',
  writeLatin1String: 'latin1',
  writeUcs2String: 'utf16le',
} as const

interface Request {
  oncomplete: (this: unknown, ...args: unknown[]) => unknown
  async?: boolean
}

export interface StreamHandle extends Handle {
  onread: (this: unknown, buffer: ArrayBuffer | undefined) => unknown
  readonly bytesRead: number
}

type Prototype = Record<string, Native>

export interface StreamSupport {
  readonly context: Context
  readonly handles: Handles
  /** The number of the TLS handle above each stream that is no socket. */
  readonly lowers: WeakMap<object, number>
  /** Makes what feeds a handle in replay. */
  makeFeeder(): JSStream
}

/** Patches the stream methods that `prototype` itself has. */
export function installStream(support: StreamSupport, owner: string, prototype: Prototype): void {
  const { gate, patches } = support.context
  const { handles } = support
  const patch = (key: string, wrap: (native: Native) => Native): void => {
    if (Object.hasOwn(prototype, key)) patches.method(owner, prototype, key, wrap as never)
  }

  patch(
    'readStart',
    (native) =>
      function readStart(this: unknown) {
        const handle = this as StreamHandle
        const state = handles.stateOf(handle)
        if (state.live) return Reflect.apply(native, handle, [])
        listen(support, handle, state)
        if (passesDown(support, handle)) Reflect.apply(native, handle, [])
        return status(support, state, () => Reflect.apply(native, handle, []) as number)
      },
  )
  patch(
    'readStop',
    (native) =>
      function readStop(this: unknown) {
        const state = handles.stateOf(this as Handle)
        if (state.live) return Reflect.apply(native, this, [])
        if (passesDown(support, this as Handle)) Reflect.apply(native, this, [])
        return status(support, state, () => Reflect.apply(native, this, []) as number)
      },
  )
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
          onComplete(gate, request as Request, opShut, state.id)
          return [Reflect.apply(native, handle, [request])]
        })
        return result
      },
  )

  const write = (native: Native, toBytes: (args: unknown[]) => Uint8Array): Native =>
    function (this: unknown, ...args: unknown[]) {
      const handle = this as Handle
      const state = handles.stateOf(handle)
      if (!gate.open || state.live) return Reflect.apply(native, handle, args)
      const bytes = toBytes(args)
      return gate.performs ? recordWrite(handle, state, native, args, bytes) : replayWrite(state, args, bytes)
    }
  patch('writeBuffer', (native) => write(native, (args) => args[1] as Uint8Array))
  patch('writev', (native) => write(native, (args) => joinChunks(args[1] as unknown[], args[2] as boolean)))
  for (const [key, encoding] of Object.entries(ENCODINGS)) {
    patch(key, (native) =>
      write(native, (args) => {
        if (args[2]) taintOnce(gate, HANDLE_SENT)
        return Buffer.from(args[1] as string, encoding)
      }),
    )
  }

  function recordWrite(
    handle: Handle,
    state: HandleState,
    native: Native,
    args: unknown[],
    bytes: Uint8Array,
  ): unknown {
    const request = args[0] as Request | null
    let returned: unknown
    gate.exchange(opWrite, state.id, [bytes], () => {
      returned = Reflect.apply(native, handle, args)
      if (typeof returned === 'object') return [0, 1]
      if (request === null || returned !== 0) return [returned, 0]
      onComplete(gate, request, opWritten, state.id)
      // Node says whether the write is still under way right after this returns.
      return [0, () => (request.async ? 1 : 0)]
    })
    // From Node 26 on the request is made by the write itself, and its `oncomplete` is set after this returns.
    if (typeof returned === 'object') watchCompletion(gate, returned as Request, opWritten, state.id)
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
  const state = (target: number): HandleState | undefined => {
    const handle = handles.get(target)
    return handle && handles.stateOf(handle)
  }
  const within = (target: number, run: (handle: StreamHandle, state: HandleState) => void): void => {
    const handle = handles.get(target) as StreamHandle
    const its = handles.stateOf(handle)
    its.scope?.runInAsyncScope(() => run(handle, its))
  }
  gate.receive(opRead, {
    ready: (target) => state(target)?.onread != null,
    deliver: (target, [bytes]) =>
      within(target, (handle, its) => {
        its.bytesRead += (bytes as Buffer).length
        feederOf(support, handle, its).readBuffer(bytes as Buffer)
      }),
  })
  gate.receive(opEnd, {
    ready: (target) => state(target)?.onread != null,
    deliver: (target, [status]) =>
      within(target, (handle, its) => {
        if (status === UV_EOF) feederOf(support, handle, its).emitEOF()
        else failRead(handle, status as number)
      }),
  })
  gate.receive(opWritten, {
    ready: (target) => (state(target)?.writes.length ?? 0) > 0,
    deliver: (target, [status]) =>
      within(target, (handle, its) => {
        const { request, size } = its.writes.shift() as { request: Request; size: number }
        its.queued -= size
        request.oncomplete(status, handle, undefined)
      }),
  })
  gate.receive(opShut, {
    ready: (target) => state(target)?.shutdown != null,
    deliver: (target, [status]) =>
      within(target, (_handle, its) => {
        const request = its.shutdown as Request
        its.shutdown = null
        request.oncomplete(status)
      }),
  })
  gate.receive(opClosed, {
    ready: (target) => state(target)?.onclose != null,
    deliver: (target) =>
      within(target, (handle, its) => {
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

/** A status that is 0 unless something is wrong. */
export function status(support: StreamSupport, state: HandleState, native: () => number): number {
  const { gate } = support.context
  if (!gate.open) return gate.performs ? native() : 0
  return gate.quiet(opStatus, state.id, 0, native)
}

type Complete = Request['oncomplete']

/** Notes the status of a request's completion before it reaches Node. */
function noted(gate: Gate, oncomplete: Complete, op: Op, id: number): Complete {
  return function (this: unknown, ...args: unknown[]) {
    // It may come while an original runs, and what it calls is the program's.
    const { inside } = gate
    gate.inside = 0
    try {
      gate.delivery(op, id, args[0])
      return Reflect.apply(oncomplete, this, args)
    } finally {
      gate.inside = inside
    }
  }
}

/** Notes the completion of a request. */
function onComplete(gate: Gate, request: Request, op: Op, id: number): void {
  request.oncomplete = noted(gate, request.oncomplete, op, id)
}

/** The same for a request whose `oncomplete` is set later. */
function watchCompletion(gate: Gate, request: Request, op: Op, id: number): void {
  let oncomplete: Complete | undefined
  Object.defineProperty(request, 'oncomplete', {
    configurable: true,
    enumerable: true,
    set(callback: Complete) {
      oncomplete = noted(gate, callback, op, id)
    },
    get: () => oncomplete,
  })
}

/** Puts ourselves between a handle and what Node does with its bytes. */
export function listen(support: StreamSupport, handle: StreamHandle, state: HandleState): void {
  if (state.onread !== null) return
  state.onread = handle.onread
  const { gate } = support.context
  if (!gate.performs) return
  handle.onread = function (this: unknown, buffer) {
    const inside = gate.inside
    gate.inside = 0
    try {
      const onread = (): unknown => Reflect.apply(state.onread as StreamHandle['onread'], this, [buffer])
      if (buffer) return read(support, handle, state, buffer, onread)
      noteWithoutBuffer(support, handle, state)
      return onread()
    } finally {
      gate.inside = inside
    }
  }
  // Node sets it again (while an agent keeps the socket, when it is destroyed) and compares it: it finds its own.
  Object.defineProperty(handle, 'onread', {
    configurable: true,
    get: () => state.onread,
    set(onread: StreamHandle['onread']) {
      state.onread = onread
    },
  })
}

/** A read into a buffer of Node's. */
function read(
  { context: { gate } }: StreamSupport,
  handle: StreamHandle,
  state: HandleState,
  buffer: ArrayBuffer,
  onread: () => unknown,
): unknown {
  const length = Math.min(handle.bytesRead - state.bytesRead, buffer.byteLength)
  state.bytesRead += length
  let bytes = new Uint8Array(buffer, 0, length)
  if (length === buffer.byteLength) {
    gate.delivery(opRead, state.id, bytes)
    return onread()
  }
  gate.delivery(opRead, state.id, () => bytes)
  return withPushed(ownerOf(handle), (pushed) => (bytes = pushed as typeof bytes), onread)
}

/** A read that brought no buffer: bytes in a buffer of the program's, the end, or an error. */
function noteWithoutBuffer({ context: { gate } }: StreamSupport, handle: StreamHandle, state: HandleState): void {
  const read = handle.bytesRead - state.bytesRead
  if (state.userBuffer && read > 0) {
    state.bytesRead += read
    gate.delivery(opRead, state.id, state.userBuffer.subarray(0, read))
    return
  }
  // Node alone knows which it is; its socket has it in `errored` by the time that anything else can happen.
  const socket = ownerOf(handle)
  gate.delivery(opEnd, state.id, () => {
    const error = socket?.errored
    return error && typeof error.errno === 'number' && error.syscall === 'read' ? error.errno : UV_EOF
  })
}

export interface Owner extends Pushed {
  /** Of a TLS connection: set by the native side when a client has named the host it wants. */
  servername?: string | false | null
  readonly errored: (NodeJS.ErrnoException & { errno?: number }) | null
  destroy(error: Error): void
}

/** The socket that owns a handle: Node keeps it under a symbol of its own. */
export function ownerOf(handle: object): Owner | undefined {
  for (const symbol of Object.getOwnPropertySymbols(handle)) {
    if (symbol.description === 'owner_symbol') return (handle as Record<symbol, Owner>)[symbol]
  }
  return undefined
}

function failRead(handle: StreamHandle, status: number): void {
  ownerOf(handle)?.destroy(errnoException(status, 'read'))
}

function feederOf(support: StreamSupport, handle: StreamHandle, state: HandleState): JSStream {
  if (state.feeder) return state.feeder
  const feeder = support.makeFeeder()
  // Through the native side, so that `onread` finds there what it looks for: how much was read, and where it is.
  feeder.onread = (buffer) => Reflect.apply(handle.onread, handle, [buffer])
  state.feeder = feeder
  return feeder
}

/** As Node words it. */
function errnoException(errno: number, syscall: string): Error {
  const code = nodeUtil.getSystemErrorName(errno)
  return Object.assign(new Error(`${syscall} ${code}`), { errno, code, syscall })
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
