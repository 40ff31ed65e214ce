/**
 * The program's own stdin, stdout and stderr. In replay they are of the kind that they were in the recorded run,
 * whatever this process has, and what the program prints is printed.
 */
import fs from 'node:fs'
import net from 'node:net'
import { Writable } from 'node:stream'
import tty from 'node:tty'
import { originalFs } from '../../originals.ts'
import type { StdioFacts } from '../../recording/stdio.ts'
import { stdioFacts } from '../../recording/stdio.ts'
import type { Handle, HandleClass } from './classes.ts'
import type { StreamSupport } from './support.ts'

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

/** Puts streams of the recorded kinds in the place of this process's, where the kinds differ. */
export function installStdio(support: StreamSupport, Pipe: HandleClass): void {
  const { gate, patches, facts } = support.context
  if (gate.performs) return
  const recorded = facts['stdio'] as readonly StdioFacts[] | undefined
  NAMES.forEach((name, descriptor) => {
    const its = recorded?.[descriptor]
    if (!its || its.kind === stdioFacts(descriptor).kind) return
    let stream: object | undefined
    patches.property('stdio', process, name, {
      get: () =>
        (stream ??= descriptor === 0 ? makeInput(support, Pipe, its) : makeOutput(support, Pipe, its, descriptor)),
      enumerable: true,
    })
  })
}

function makeHandle(support: StreamSupport, Pipe: HandleClass, descriptor: number): Handle {
  const handle = new Pipe(0)
  support.handles.stateOf(handle, descriptor)
  return handle
}

/** As Node's `getStdin` makes it. */
function makeInput(support: StreamSupport, Pipe: HandleClass, its: StdioFacts): object {
  if (its.kind === 'file') return Object.assign(fs.createReadStream('', { fd: 0, autoClose: false }), { fd: 0 })
  const handle = makeHandle(support, Pipe, 0)
  const stream = (
    its.kind === 'tty' ? Object.create(tty.ReadStream.prototype) : Object.create(net.Socket.prototype)
  ) as object
  Reflect.apply(net.Socket as never, stream, [{ handle, readable: true, writable: false, manualStart: true }])
  return Object.assign(stream, its.kind === 'tty' ? { isTTY: true, isRaw: false, fd: 0 } : { fd: 0 })
}

/** As Node's `createWritableStdioStream` makes it. */
function makeOutput(support: StreamSupport, Pipe: HandleClass, its: StdioFacts, descriptor: number): object {
  const stream = (
    its.kind === 'file' ? makeFile(descriptor) : makeSocket(support, Pipe, its, descriptor)
  ) as StdioStream
  stream._type = { file: 'fs', tty: 'tty', pipe: 'pipe' }[its.kind]
  stream.fd = descriptor
  stream._isStdio = true
  stream.destroySoon = stream.destroy
  stream._destroy = neverClosed
  return stream
}

function makeFile(descriptor: number): object {
  return new Writable({
    autoDestroy: true,
    write(chunk: Uint8Array, _encoding, done) {
      // As Node's own stream for files calls it; an error goes to the callback, as there.
      try {
        fs.writeSync(descriptor, chunk, 0, chunk.length)
      } catch (error) {
        return done(error as Error)
      }
      done()
    },
  })
}

function makeSocket(support: StreamSupport, Pipe: HandleClass, its: StdioFacts, descriptor: number): object {
  const handle = makeHandle(support, Pipe, descriptor)
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
