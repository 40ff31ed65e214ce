/** What comes in by byte streams: reads and their end, as deliveries. */
import type { Gate } from '../../gate/gate.ts'
import { codeOf, UV_EOF } from '../../system-error.ts'
import { defineOp } from '../../tape/op.ts'
import type { JSStream } from './classes.ts'
import { ownerOf } from './owner.ts'
import { withPushed } from './shared-read.ts'
import type { Handles, HandleState } from './state.ts'
import type { StreamHandle, StreamSupport } from './support.ts'

const opRead = defineOp({ name: 'stream.read', kind: 'delivery', target: true, fields: ['bytes'], labels: ['bytes'] })
const opEnd = defineOp({ name: 'stream.end', kind: 'delivery', target: true, fields: ['int'], labels: ['status'] })

type Onread = StreamHandle['onread']

/** Several reads share none but a buffer of this size at the least: Node 26 has 64 KiB for them. */
const SHARED = 16 * 1024

/** Stands between handles and what Node does with their bytes. */
export class Listener {
  readonly #gate: Gate
  /**
   * Node sets `onread` again (while an agent keeps the socket, when it is destroyed) and compares it: it finds its own.
   * The same two functions for all handles, since V8 gives up on the shape of objects whose accessors differ.
   */
  readonly #accessor: PropertyDescriptor & ThisType<StreamHandle>

  constructor(gate: Gate, handles: Handles) {
    this.#gate = gate
    this.#accessor = {
      configurable: true,
      get() {
        return handles.stateOf(this).onread
      },
      set(onread: Onread) {
        handles.stateOf(this).onread = onread
      },
    }
  }

  /** From here on what the handle reads is noted; in replay, it can be given something to read. */
  listen(handle: StreamHandle, state: HandleState): void {
    if (state.onread !== null) return
    state.onread = handle.onread
    if (!this.#gate.performs) return
    handle.onread = noting(this.#gate, state)
    Object.defineProperty(handle, 'onread', this.#accessor)
  }
}

/** What stands in the place of an `onread`: one for each handle, which has its state at hand. */
function noting(gate: Gate, state: HandleState): Onread {
  return function (this: unknown, buffer) {
    const handle = this as StreamHandle
    const { inside } = gate
    gate.inside = 0
    try {
      if (!buffer) noteWithoutBuffer(gate, handle, state)
      else if (!noteRead(gate, handle, state, buffer)) return readPart(gate, handle, state, buffer)
      return Reflect.apply(state.onread as Onread, handle, [buffer])
    } finally {
      gate.inside = inside
    }
  }
}

/** Notes a read that has its buffer for itself, as most have. */
function noteRead(gate: Gate, handle: StreamHandle, state: HandleState, buffer: ArrayBuffer): boolean {
  const { byteLength } = buffer
  const bytesRead = state.bytesRead + byteLength
  if (byteLength >= SHARED && bytesRead !== handle.bytesRead) return false
  state.bytesRead = bytesRead
  gate.delivery(opRead, state.id, new Uint8Array(buffer))
  return true
}

/** A read that shares its buffer with others. */
function readPart(gate: Gate, handle: StreamHandle, state: HandleState, buffer: ArrayBuffer): unknown {
  const length = Math.min(handle.bytesRead - state.bytesRead, buffer.byteLength)
  state.bytesRead += length
  let bytes = new Uint8Array(buffer, 0, length)
  gate.delivery(opRead, state.id, () => bytes)
  return withPushed(
    ownerOf(handle),
    (pushed) => (bytes = pushed as typeof bytes),
    () => Reflect.apply(state.onread as Onread, handle, [buffer]),
  )
}

/** Notes a read that brought no buffer: bytes in a buffer of the program's, the end, or an error. */
function noteWithoutBuffer(gate: Gate, handle: StreamHandle, state: HandleState): void {
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

/** Notes what an HTTP parser is reading natively. */
export function noteParsed(gate: Gate, state: HandleState, bytes: Uint8Array): void {
  state.bytesRead += bytes.length
  gate.delivery(opRead, state.id, bytes)
}

/** Says how what comes in reaches handles in replay. */
export function receiveReads(support: StreamSupport): void {
  const { gate } = support.context
  const { handles } = support
  const ready = (target: number): boolean => handles.find(target)?.onread != null
  gate.receive(opRead, {
    ready,
    deliver: (target, [bytes]) =>
      handles.within<StreamHandle>(target, (handle, its) => {
        // What is behind the handle counts by itself.
        if (its.stands) its.bytesRead += (bytes as Buffer).length
        feederOf(support, handle, its).readBuffer(bytes as Buffer)
      }),
  })
  gate.receive(opEnd, {
    ready,
    deliver: (target, [status]) =>
      handles.within<StreamHandle>(target, (handle, its) => {
        if (status === UV_EOF) feederOf(support, handle, its).emitEOF()
        else ownerOf(handle)?.destroy(typeof status === 'number' ? errnoException(status, 'read') : (status as Error))
      }),
  })
}

/** Stands in for the outside in replay, to the handle and to what reads it natively. */
export function feederOf(support: StreamSupport, handle: StreamHandle, state: HandleState): JSStream {
  if (state.feeder) return state.feeder
  const feeder = support.makeFeeder()
  // Through the native side, so that `onread` finds there what it looks for: how much was read, and where it is.
  feeder.onread = (buffer) => Reflect.apply(handle.onread, handle, [buffer])
  state.feeder = feeder
  return feeder
}

/** As Node words it. */
function errnoException(errno: number, syscall: string): Error {
  const code = codeOf(errno)
  return Object.assign(new Error(`${syscall} ${code}`), { errno, code, syscall })
}
