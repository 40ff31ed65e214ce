/**
 * What goes out by byte streams: writes are outputs, and whether one completed at once is kept, since the order of a
 * stream's events depends on it.
 */
import { defineData } from '../../define-data.ts'
import { defineOp } from '../../tape/op.ts'
import { Pieces, toBytes, type Sent } from '../../tape/sent.ts'
import { taintOnce } from '../taint-once.ts'
import type { Handle, Native } from './classes.ts'
import { completing, type Request } from './completion.ts'
import type { HandleState } from './state.ts'
import { print } from './stdio.ts'
import type { StreamSupport } from './support.ts'

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

const HANDLE_SENT = 'A socket or server was sent to another process: what becomes of it there is not recorded.'

// The native methods, as methods of the handle under keys of our own.
const kBuffer = Symbol('retrace.writeBuffer')
const kPieces = Symbol('retrace.writev')
const kUtf8 = Symbol('retrace.writeUtf8String')
const kAscii = Symbol('retrace.writeAsciiString')
const kLatin1 = Symbol('retrace.writeLatin1String')
const kUcs2 = Symbol('retrace.writeUcs2String')

type Write = (request: Request | null, data: unknown, more: unknown) => unknown

interface Writable extends Handle {
  [kBuffer]: Write
  [kPieces]: Write
  [kUtf8]: Write
  [kAscii]: Write
  [kLatin1]: Write
  [kUcs2]: Write
}

interface Kind {
  readonly method: string
  readonly key: symbol
  /** Of a text. */
  readonly encoding?: BufferEncoding
  readonly native: (handle: Writable, ...args: Parameters<Write>) => unknown
}

/** V8 calls a native function without a detour only from a place that calls no other: so each has a place of its own. */
const KINDS: readonly Kind[] = [
  {
    method: 'writeBuffer',
    key: kBuffer,
    native: (handle, request, data, more) => handle[kBuffer](request, data, more),
  },
  { method: 'writev', key: kPieces, native: (handle, request, data, more) => handle[kPieces](request, data, more) },
  {
    method: 'writeUtf8String',
    key: kUtf8,
    encoding: 'utf8',
    native: (handle, request, data, more) => handle[kUtf8](request, data, more),
  },
  {
    method: 'writeAsciiString',
    key: kAscii,
    encoding: 'latin1',
    native: (handle, request, data, more) => handle[kAscii](request, data, more),
  },
  {
    method: 'writeLatin1String',
    key: kLatin1,
    encoding: 'latin1',
    native: (handle, request, data, more) => handle[kLatin1](request, data, more),
  },
  {
    method: 'writeUcs2String',
    key: kUcs2,
    encoding: 'utf16le',
    native: (handle, request, data, more) => handle[kUcs2](request, data, more),
  },
]

/** Patches those methods of a class of handles that write. */
export function installWrites(support: StreamSupport, owner: string, prototype: Record<string, Native>): void {
  const { gate, patches } = support.context
  const { handles } = support

  for (const { method, key, encoding, native } of KINDS) {
    if (!Object.hasOwn(prototype, method)) continue
    patches.property(owner, prototype, key, { value: prototype[method] })
    patches.method(
      owner,
      prototype,
      method,
      ((): Native =>
        function (this: unknown, request: unknown, data: unknown, more: unknown) {
          const handle = this as Writable
          const state = handles.stateOf(handle)
          if (!gate.open || state.live) return native(handle, request as Request | null, data, more)
          if (encoding !== undefined && more) taintOnce(gate, HANDLE_SENT)
          const sent = key === kPieces ? new Pieces(data as unknown[], more as boolean) : (data as Sent)
          if (gate.answers(state.id)) {
            handles.keep(handle, state)
            return replay(state, request as Request | null, toBytes(sent, encoding))
          }
          let returned: unknown
          gate.inside++
          try {
            returned = native(handle, request as Request | null, data, more)
          } catch (error) {
            gate.inside--
            return gate.exchange(opWrite, state.id, [toBytes(sent, encoding)], () => {
              throw error
            })
          }
          gate.inside--
          record(state, request as Request | null, returned, sent, encoding)
          return returned
        }) as never,
    )
  }

  function record(
    state: HandleState,
    request: Request | null,
    returned: unknown,
    sent: Sent,
    encoding: BufferEncoding | undefined,
  ): void {
    if (typeof returned === 'object') {
      // From Node 26 on the request is made by the write itself, and its `oncomplete` is set after this returns.
      watchCompletion(returned as Request, (oncomplete) => completingOf(state, oncomplete))
      gate.sent(opWrite, state.id, sent, encoding, 0, null, 1)
    } else if (request === null || returned !== 0) {
      gate.sent(opWrite, state.id, sent, encoding, returned as number, null, 0)
    } else {
      request.oncomplete = completingOf(state, request.oncomplete)
      // Node says whether the write is still under way right after this returns.
      gate.sent(opWrite, state.id, sent, encoding, 0, request, 0)
    }
  }

  /** Node has one `oncomplete` for all writes, so that a handle needs only one in its place. */
  function completingOf(state: HandleState, oncomplete: Request['oncomplete']): Request['oncomplete'] {
    if (state.oncomplete !== oncomplete || state.completing === null) {
      state.oncomplete = oncomplete
      state.completing = completing(gate, opWritten, state.id, oncomplete)
    }
    return state.completing
  }

  function replay(state: HandleState, request: Request | null, bytes: Uint8Array): unknown {
    if (request) state.Request = request.constructor as new () => Request
    const [result, isAsync] = gate.exchange(opWrite, state.id, [bytes], () => [])
    if (state.descriptor === 1 || state.descriptor === 2) print(state.descriptor, bytes)
    state.bytesWritten += bytes.length
    const pend = (waiting: object): void => {
      state.writes.push({ request: waiting, size: bytes.length })
      state.queued += bytes.length
    }
    if (request === null) {
      if (isAsync === 0) return result
      const made = { writeStatus: null, oncomplete: () => undefined }
      pend(made)
      return made
    }
    // Node takes this from memory that it shares with its native side.
    Object.defineProperty(request, 'async', { get: () => isAsync === 1, set: () => {}, configurable: true })
    if (isAsync === 1) pend(request)
    return result
  }
}

/** Says how completions of writes reach their requests in replay, and how the gate itself writes to what is behind a handle. */
export function receiveWritten({ context, handles }: StreamSupport): void {
  context.gate.receive(opWrite, {
    ready: (target) => handles.get(target) !== undefined,
    deliver: (target, [bytes]) => {
      const handle = handles.get(target) as Writable
      context.gate.inside++
      try {
        write(handle, handles.stateOf(handle), bytes as Uint8Array)
      } finally {
        context.gate.inside--
      }
    },
  })
  context.gate.receive(opWritten, {
    ready: (target) => (handles.find(target)?.writes.length ?? 0) > 0,
    deliver: (target, [status]) =>
      handles.within(target, (handle, its) => {
        const { request, size } = its.writes.shift() as { request: Request; size: number }
        its.queued -= size
        request.oncomplete(status, handle, undefined)
      }),
  })
}

/** A write of which the program hears nothing. Should it fail, then so does reading. */
function write(handle: Writable, { Request }: HandleState, bytes: Uint8Array): void {
  const own = Request && Object.assign(new Request(), { handle, buffer: bytes, oncomplete: () => undefined })
  const returned = handle[kBuffer](own, bytes, undefined)
  if (typeof returned === 'object' && returned !== null)
    Object.assign(returned, { buffer: bytes, oncomplete: () => undefined })
}

/** Puts another in the place of an `oncomplete` that is set later. */
function watchCompletion(request: Request, replace: (oncomplete: Request['oncomplete']) => unknown): void {
  Object.defineProperty(request, 'oncomplete', {
    configurable: true,
    enumerable: true,
    get: () => undefined,
    set(oncomplete: Request['oncomplete']) {
      defineData(request, 'oncomplete', replace(oncomplete))
    },
  })
}
