/**
 * The program's own stdin, stdout and stderr. In replay they are of the kind that they were in the recorded run,
 * whatever this process has, and what the program prints is printed. A terminal is never the one that is there: it may
 * be of another size, and its keys are not those that were pressed.
 */
import fs from 'node:fs'
import net from 'node:net'
import { Writable } from 'node:stream'
import tty from 'node:tty'
import { defineData } from '../../define-data.ts'
import { originalFs } from '../../originals.ts'
import { defineOp } from '../../tape/op.ts'
import type { StdioFacts } from '../../recording/stdio.ts'
import { stdioFacts } from '../../recording/stdio.ts'
import type { Handle, HandleClass } from './classes.ts'
import type { StreamSupport } from './support.ts'

const opResize = defineOp({
  name: 'stdio.resize',
  kind: 'delivery',
  target: true,
  fields: ['uint', 'uint'],
  labels: ['columns', 'rows'],
})

const NAMES = ['stdin', 'stdout', 'stderr'] as const

interface StdioStream {
  fd?: number
  _type?: string
  _isStdio?: boolean
  _destroy?: unknown
  destroy?: unknown
  destroySoon?: unknown
  _handle?: Handle | null
}

export function installStdio(support: StreamSupport, Pipe: HandleClass): void {
  const { gate, facts } = support.context
  const recorded = (facts['stdio'] ?? []) as readonly StdioFacts[]
  recorded.forEach((its, descriptor) => {
    if (!gate.performs) replace(support, Pipe, its, descriptor)
    else if (its.kind === 'tty') watchTerminal(support, descriptor)
  })
  gate.receive(opResize, {
    ready: () => true,
    deliver(target, [columns, rows]) {
      const it = process[NAMES[target] as 'stdout']
      Object.assign(it, { columns, rows }).emit('resize')
    },
  })
}

/**
 * A pipe says which descriptor it is opened on; a terminal is opened by its constructor. Those for output are there
 * already, since their size had to be known.
 */
function watchTerminal(support: StreamSupport, descriptor: number): void {
  const { gate, patches } = support.context
  const { handles } = support
  const name = NAMES[descriptor] as 'stdin'
  const { get } = Object.getOwnPropertyDescriptor(process, name) as { get: () => NodeJS.ReadStream }
  const open = (): NodeJS.ReadStream => {
    handles.opening = descriptor
    const { inside } = gate
    gate.inside = 0
    try {
      const stream = Reflect.apply(get, process, []) as NodeJS.ReadStream
      handles.stateOf((stream as StdioStream)._handle as Handle)
      return stream
    } finally {
      handles.opening = -1
      gate.inside = inside
    }
  }
  if (descriptor === 0) {
    let stream: NodeJS.ReadStream | undefined
    patches.property('stdio', process, name, { get: () => (stream ??= open()), enumerable: true })
    return
  }
  const stream = open() as unknown as NodeJS.WriteStream
  stream.prependListener('resize', () => gate.delivery(opResize, descriptor, stream.columns, stream.rows))
}

/** Puts a stream of the recorded kind in the place of this process's. */
function replace(support: StreamSupport, Pipe: HandleClass, its: StdioFacts, descriptor: number): void {
  if (its.kind !== 'tty' && its.kind === stdioFacts(descriptor).kind) return
  const { patches } = support.context
  let stream: object | undefined
  const make = (): object =>
    descriptor === 0 ? makeInput(support, Pipe, its) : makeOutput(support, Pipe, its, descriptor)
  patches.property('stdio', process, NAMES[descriptor] as string, { get: () => (stream ??= make()), enumerable: true })
}

function makeHandle(support: StreamSupport, Pipe: HandleClass, descriptor: number): Handle {
  const handle = new Pipe(0)
  support.handles.stateOf(handle, descriptor)
  return handle
}

/** What Node asks of a terminal's handle alone. */
function makeTerminal(support: StreamSupport, Pipe: HandleClass, descriptor: number, its: StdioFacts): Handle {
  const handle = makeHandle(support, Pipe, descriptor)
  defineData(handle, 'setRawMode', () => 0)
  defineData(handle, 'getWindowSize', (size: number[]) => {
    size.splice(0, 2, its.columns ?? 0, its.rows ?? 0)
    return 0
  })
  return handle
}

/** As Node's `getStdin` makes it. */
function makeInput(support: StreamSupport, Pipe: HandleClass, its: StdioFacts): object {
  if (its.kind === 'file') return Object.assign(fs.createReadStream('', { fd: 0, autoClose: false }), { fd: 0 })
  const handle = (its.kind === 'tty' ? makeTerminal : makeHandle)(support, Pipe, 0, its)
  const stream = (
    its.kind === 'tty' ? Object.create(tty.ReadStream.prototype) : Object.create(net.Socket.prototype)
  ) as object
  Reflect.apply(net.Socket as never, stream, [{ handle, readable: true, writable: false, manualStart: true }])
  return Object.assign(stream, its.kind === 'tty' ? { isTTY: true, isRaw: false, fd: 0 } : { fd: 0 })
}

/** As Node's `createWritableStdioStream` makes it. */
function makeOutput(support: StreamSupport, Pipe: HandleClass, its: StdioFacts, descriptor: number): object {
  const stream = (
    its.kind === 'file' ? new SyncWriteStream(descriptor) : makeSocket(support, Pipe, its, descriptor)
  ) as StdioStream
  stream._type = { file: 'fs', tty: 'tty', pipe: 'pipe' }[its.kind]
  stream.fd = descriptor
  stream._isStdio = true
  stream.destroySoon = stream.destroy
  stream._destroy = neverClosed
  return stream
}

/** Under the name of Node's own, which programs see and warnings show; it has its properties too. */
class SyncWriteStream extends Writable {
  readonly fd: number
  readonly readable = false
  readonly autoClose = false

  constructor(fd: number) {
    super({ autoDestroy: true })
    this.fd = fd
  }

  /** Gives an error to the callback, as Node's own does. */
  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    try {
      fs.writeSync(this.fd, chunk, 0, chunk.length)
    } catch (error) {
      return done(error as Error)
    }
    done()
  }
}

function makeSocket(support: StreamSupport, Pipe: HandleClass, its: StdioFacts, descriptor: number): object {
  const make = its.kind === 'tty' ? makeTerminal : makeHandle
  const handle = make(support, Pipe, descriptor, its)
  const stream = Object.create(its.kind === 'tty' ? tty.WriteStream.prototype : net.Socket.prototype) as object
  Reflect.apply(net.Socket as never, stream, [{ handle, readable: false, writable: true, manualStart: true }])
  if (its.kind === 'tty') Object.assign(stream, { isTTY: true, columns: its.columns, rows: its.rows })
  return stream
}

function neverClosed(
  this: NodeJS.WriteStream & { _undestroy(): void },
  error: Error | null,
  done: (error: Error | null) => void,
): void {
  done(error)
  this._undestroy()
}

/** Writes all bytes to this process's stdout or stderr, waiting where the reader is slow. */
export function print(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    try {
      at += originalFs.writeSync(descriptor, bytes, at)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return
    }
  }
}
