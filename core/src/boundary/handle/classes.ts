/**
 * The classes of Node's handles, reached through the objects that public functions give (`socket._handle`), never
 * through `process.binding`. Handles are made here but not opened: no system call is made.
 */
import { ChildProcess } from 'node:child_process'
import net from 'node:net'
import { Duplex } from 'node:stream'
import tls from 'node:tls'

/** What all handles have in common. */
export interface Handle {
  close(callback?: () => void): void
  getAsyncId(): number
  unref(): void
}

/** A method of a handle, before it is patched. */
export type Native = (this: unknown, ...args: unknown[]) => unknown

export interface HandleClass {
  new (...args: unknown[]): Handle
  readonly prototype: Record<string, Native>
}

/** Node's own stream over JavaScript: its natively implemented `readBuffer` feeds any `onread` as a real read does. */
export interface JSStream {
  onread: (buffer: ArrayBuffer | undefined) => unknown
  onwrite: (request: object, buffers: readonly Buffer[]) => number
  readBuffer(bytes: Uint8Array): void
  emitEOF(): void
  useUserBuffer(buffer: Uint8Array): void
  writeBuffer(request: object, bytes: Uint8Array): number
}

export const classOf = (handle: object): HandleClass => handle.constructor as unknown as HandleClass

/** libuv's code for an invalid argument, on POSIX. */
const UV_EINVAL = -22

interface HasHandle {
  _handle: Handle & { _parent?: Handle }
}

/** TCP: made by `connect` to an address at once, before anything is opened. */
export function tcpClass(): HandleClass {
  const socket = new net.Socket()
  socket.connect({ host: '127.0.0.1', port: 1 })
  const its = socket as unknown as { _handle: Handle | null; connecting: boolean }
  const handle = its._handle as Handle
  // The connection attempt, which is due in the next tick, is off.
  its.connecting = false
  its._handle = null
  return abandon(handle)
}

/**
 * The class of a handle that was made for it alone. The handle isn't closed, since a handle that is closing keeps the
 * event loop turning; without a reference it counts for nothing.
 */
export function abandon(handle: Handle): HandleClass {
  handle.unref()
  return classOf(handle)
}

/** The classes of child processes and of pipes, from a child that refuses to start, for which Node made a pipe. */
export function childClasses(): { Process: HandleClass; Pipe: HandleClass } {
  const child = new ChildProcess()
  const Process = classOf((child as unknown as HasHandle)._handle)
  const { spawn } = Process.prototype
  let pipe: Handle | undefined
  Process.prototype['spawn'] = (...args) => {
    pipe = spawnArguments(args).stdio[0]?.handle as Handle
    Object.defineProperty(pipe, 'close', { value: () => {} })
    return UV_EINVAL
  }
  try {
    const start = (child as unknown as { spawn(options: object): void }).spawn.bind(child)
    start({ file: '', args: [], envPairs: [], stdio: ['pipe', 'ignore', 'ignore'] })
  } catch {
    // As it was told.
  } finally {
    Process.prototype['spawn'] = spawn as Native
  }
  return { Process, Pipe: abandon(pipe as Handle) }
}

export interface SpawnArguments {
  readonly file: string
  readonly args?: readonly string[] | undefined
  readonly cwd?: string | undefined
  readonly stdio: { readonly type: string; readonly fd?: number; handle: Handle }[]
}

/** What a child's handle is told to start: one object up to Node 22, separate arguments from 24 on. */
export function spawnArguments(args: readonly unknown[]): SpawnArguments {
  if (typeof args[0] === 'object') return args[0] as SpawnArguments
  const [file, argv, cwd, , stdio] = args as [string, string[], string, unknown, SpawnArguments['stdio']]
  return { file, args: argv, cwd, stdio }
}

/** JSStream: under a TLS socket over a stream that is no socket. */
export function jsStreamClass(): new () => JSStream {
  const socket = new tls.TLSSocket(new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() }) as net.Socket)
  const { _handle } = socket as unknown as HasHandle
  return classOf(_handle._parent as Handle) as unknown as new () => JSStream
}
