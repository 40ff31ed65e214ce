/** Results of `fs` on the tape: a value, and beside it the bytes in it, where they are many. */
import { bytesOf, fill, filled, type Request } from './request.ts'

/** What the bytes of a result are. */
const NONE = 0
const BUFFER = 1
const TEXT = 2
const FILLED = 3

/** Texts from this length on are written as bytes. */
const LONG_TEXT = 128
const NOTHING = new Uint8Array(0)

/** The fields of a result: the value, what the bytes are, the bytes. */
export type Packed = readonly [value: unknown, kind: number, bytes: Uint8Array]

/** Splits a result into its fields. */
export function pack(result: unknown, request: Request): Packed {
  if (Buffer.isBuffer(result)) return [null, BUFFER, result]
  if (typeof result === 'string' && result.length >= LONG_TEXT && isWellFormed(result))
    return [null, TEXT, Buffer.from(result)]
  if (typeof result === 'number' && request.targets.length > 0) return [result, FILLED, filled(request.targets, result)]
  return [result, NONE, NOTHING]
}

/** Makes a result from its fields. */
export function unpack([value, kind, bytes]: Packed, request: Request): unknown {
  switch (kind) {
    case BUFFER:
      return Buffer.from(bytes)
    case TEXT:
      return Buffer.from(bytes).toString()
    case FILLED:
      fill(request.targets, bytes)
      return value
    default:
      return value
  }
}

/** The results that a callback is given: an error, and what follows it. */
export function packResults([error, result, ...rest]: readonly unknown[], length: number, request: Request): Packed {
  const isEcho = rest.length === 1 && request.echo !== undefined
  const [value, kind, bytes] = pack(result, isEcho ? intoOwn(rest[0], request) : request)
  const results = length < 2 ? [error].slice(0, length) : [error, value, ...(isEcho ? [ECHO] : rest)]
  return [results, kind, bytes]
}

export function unpackResults([value, kind, bytes]: Packed, request: Request): unknown[] {
  const [error, result, ...rest] = value as unknown[]
  const { length } = value as unknown[]
  if (length < 2) return (value as unknown[]).slice()
  const isEcho = rest.length === 1 && rest[0] === ECHO
  return [error, unpack([result, kind, bytes], request), ...(isEcho ? [request.echo] : rest)]
}

/** Node makes the buffer itself where it is given none. */
function intoOwn(buffer: unknown, request: Request): Request {
  const [target] = request.targets
  if (buffer === request.echo || !target || !ArrayBuffer.isView(buffer)) return request
  const offset = target.byteOffset - (request.echo as Uint8Array).byteOffset
  return { ...request, targets: [bytesOf(buffer).subarray(offset)] }
}

/** Stands for an argument that comes back as a result. */
const ECHO = 'retrace.echo'

/** What a `FileHandle` gives for reads and writes: the count, and the argument. */
export interface Counted {
  bytesRead?: number
  bytesWritten?: number
  buffer?: unknown
  buffers?: unknown
}

export function packCounted(result: unknown, request: Request): Packed {
  if (typeof result !== 'object' || result === null) return pack(result, request)
  const { bytesRead, bytesWritten, buffer } = result as Counted
  const [value, kind, bytes] = pack(bytesRead ?? bytesWritten, intoOwn(buffer, request))
  return [[Object.keys(result), value], kind, bytes]
}

export function unpackCounted([value, kind, bytes]: Packed, request: Request): unknown {
  if (!Array.isArray(value)) return unpack([value, kind, bytes], request)
  const [keys, count] = value as [string[], number]
  unpack([count, kind, bytes], request)
  const result = Object.create(null) as Record<string, unknown>
  for (const key of keys) result[key] = key.startsWith('bytes') ? count : request.echo
  return result
}

/** Whether a text survives being written as UTF-8. */
function isWellFormed(text: string): boolean {
  return (text as unknown as { isWellFormed(): boolean }).isWellFormed()
}
