/** A tape as a file, through Node's original `fs`. */
import { RetraceError } from '../errors.ts'
import { originalFs as fs } from '../originals.ts'
import type { TapeSource } from './reader.ts'
import type { TapeSink } from './writer.ts'

/** Creates the file (mode 0600; it must not exist) and appends to it. */
export function openSink(path: string): TapeSink {
  const descriptor = fs.openSync(path, 'wx', 0o600)
  return {
    append(parts) {
      let wanted = 0
      for (const part of parts) wanted += part.length
      const written = fs.writevSync(descriptor, parts as Uint8Array[])
      if (written < wanted) appendRest(descriptor, parts, written)
    },
  }
}

function appendRest(descriptor: number, parts: readonly Uint8Array[], written: number): void {
  const rest = Buffer.concat(parts).subarray(written)
  for (let at = 0; at < rest.length;) at += fs.writeSync(descriptor, rest, at)
}

/** Opens a tape's file for reading. */
export function openSource(path: string): TapeSource {
  const descriptor = fs.openSync(path, 'r')
  if (!fs.fstatSync(descriptor).isFile())
    throw new RetraceError('RECORDING_UNREADABLE', { what: path, why: 'it is no file' })
  return { name: path, read: (position, length) => readAt(descriptor, position, length) }
}

/** Reads so many bytes from a position on, or as many as there are. */
export function readAt(descriptor: number, position: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length)
  let got = 0
  while (got < length) {
    const count = fs.readSync(descriptor, buffer, got, length - got, position + got)
    if (count === 0) break
    got += count
  }
  return buffer.subarray(0, got)
}
