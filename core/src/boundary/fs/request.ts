/** What a program asks of `fs`: the arguments as the tape shows them, the bytes sent out, the buffers to be filled. */
import { isDate } from 'node:util/types'
import type { Takes } from './names.ts'

export interface Request {
  /** The arguments, without callbacks; data in them is `null`. */
  readonly shown: readonly unknown[]
  /** Bytes that the program sends out. */
  readonly data: Uint8Array
  /** Where bytes that come in go, in order. */
  readonly targets: readonly Uint8Array[]
  /** The argument that comes back as a result: the buffer or string, the list of buffers. */
  readonly echo: unknown
}

const NOTHING = new Uint8Array(0)
/** The buffer that `fs.read` makes when it is given none. */
const DEFAULT_READ_SIZE = 16384

/**
 * Describes a call.
 *
 * @param first - where data or buffer stand among the arguments: after the descriptor or path, or first
 */
export function describe(takes: Takes, args: readonly unknown[], first: number): Request {
  const payload = args[first]
  switch (takes) {
    case 'plain':
      return { shown: show(args, first, -1), data: NOTHING, targets: [], echo: undefined }
    case 'content':
      return {
        shown: show(args, first, isData(payload) ? first : -1),
        data: content(payload, args[first + 1]),
        targets: [],
        echo: undefined,
      }
    case 'write': {
      // What is printed counts, not by which of the stream classes for stdio.
      const isPrinted = first === 1 && (args[0] === 1 || args[0] === 2) && isData(payload)
      const shown = isPrinted ? [args[0], null] : show(args, first, isData(payload) ? first : -1)
      return { shown, data: written(args, first), targets: [], echo: payload }
    }
    case 'writev':
      return {
        shown: show(args, first, isViews(payload) ? first : -1),
        data: joined(payload),
        targets: [],
        echo: payload,
      }
    case 'read': {
      const target = readTarget(args, first)
      return { shown: show(args, first, -1), data: NOTHING, targets: [target.view], echo: target.buffer }
    }
    case 'readv':
      return {
        shown: show(args, first, -1),
        data: NOTHING,
        targets: isViews(payload) ? payload.map(bytesOf) : [],
        echo: payload,
      }
  }
}

/** Copies bytes from the tape to where the program wants them. */
export function fill(targets: readonly Uint8Array[], bytes: Uint8Array): void {
  let at = 0
  for (const target of targets) {
    const piece = bytes.subarray(at, at + target.length)
    target.set(piece)
    at += piece.length
  }
}

/** The first bytes of where they went. */
export function filled(targets: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = targets
  if (only && targets.length === 1) return only.subarray(0, length)
  return Buffer.concat(targets, length)
}

export function bytesOf(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength)
}

function isData(value: unknown): value is string | ArrayBufferView {
  return typeof value === 'string' || ArrayBuffer.isView(value)
}

function isViews(value: unknown): value is readonly ArrayBufferView[] {
  return Array.isArray(value) && value.every((item) => ArrayBuffer.isView(item))
}

function joined(value: unknown): Uint8Array {
  return isViews(value) ? Buffer.concat(value.map(bytesOf)) : NOTHING
}

function content(data: unknown, options: unknown): Uint8Array {
  if (ArrayBuffer.isView(data)) return bytesOf(data)
  if (typeof data !== 'string') return NOTHING
  const encoding = typeof options === 'string' ? options : plainProperty(options, 'encoding')
  return Buffer.from(data, isEncoding(encoding) ? encoding : 'utf8')
}

function written(args: readonly unknown[], first: number): Uint8Array {
  const data = args[first]
  if (typeof data === 'string') {
    const encoding = args[first + 2]
    return Buffer.from(data, isEncoding(encoding) ? encoding : 'utf8')
  }
  if (!ArrayBuffer.isView(data)) return NOTHING
  return range(bytesOf(data), args[first + 1], args[first + 2])
}

/** The part of a buffer that offset and length (or an object with both) name; all of it where they make no sense. */
function range(bytes: Buffer, offset: unknown, length: unknown): Buffer {
  if (typeof offset === 'object' && offset !== null) {
    return range(bytes, plainProperty(offset, 'offset'), plainProperty(offset, 'length'))
  }
  const from = typeof offset === 'number' && offset >= 0 && offset <= bytes.length ? offset : 0
  const count = typeof length === 'number' && length >= 0 ? length : bytes.length - from
  return bytes.subarray(from, from + count)
}

function readTarget(args: readonly unknown[], first: number): { buffer: unknown; view: Uint8Array } {
  const given = args[first]
  if (ArrayBuffer.isView(given)) return { buffer: given, view: range(bytesOf(given), args[first + 1], args[first + 2]) }
  const inside = plainProperty(given, 'buffer')
  if (ArrayBuffer.isView(inside)) return { buffer: inside, view: range(bytesOf(inside), given, undefined) }
  const buffer = Buffer.alloc(DEFAULT_READ_SIZE)
  return { buffer, view: range(buffer, given, undefined) }
}

/** A property of an options object, without running a getter of the program's. */
function plainProperty(object: unknown, key: string): unknown {
  if (typeof object !== 'object' || object === null) return undefined
  return Object.getOwnPropertyDescriptor(object, key)?.value
}

function isEncoding(value: unknown): value is BufferEncoding {
  return typeof value === 'string' && Buffer.isEncoding(value)
}

/** Arguments as they go onto the tape: small, comparable, and made without running code of the program's. */
function show(args: readonly unknown[], first: number, data: number): unknown[] {
  let length = args.length
  while (length > 0 && (args[length - 1] === undefined || typeof args[length - 1] === 'function')) length--
  const shown: unknown[] = []
  for (let i = 0; i < length; i++) shown.push(i === data ? null : showOne(args[i], i < first))
  return shown
}

/**
 * Arguments without the type of a symbolic link, which only Windows knows: `fs.cp` finds it by a look at the disk that
 * nothing public sees.
 */
export function withoutLinkType(args: readonly unknown[]): readonly unknown[] {
  return process.platform === 'win32' ? args : args.slice(0, 2)
}

function showOne(value: unknown, mayBePath: boolean): unknown {
  switch (typeof value) {
    case 'function':
      return `[Function ${value.name}]`
    case 'symbol':
      return String(value)
    case 'object':
      break
    default:
      return value
  }
  if (value === null) return null
  if (ArrayBuffer.isView(value)) {
    return mayBePath && value instanceof Uint8Array ? Buffer.from(value) : `[${value.byteLength} bytes]`
  }
  if (value instanceof URL) return value.href
  if (isDate(value)) return value
  if (Array.isArray(value)) return value.map((item) => showOne(item, false))
  return showObject(value)
}

function showObject(value: object): unknown {
  const { constructor } = value
  const isPlain = constructor === Object || constructor === undefined
  if (!isPlain) return `[${typeof constructor === 'function' ? constructor.name : 'object'}]`
  const shown: Record<string, unknown> = {}
  for (const [key, { value: property }] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    if (property === undefined || typeof property === 'function') continue
    shown[key] =
      typeof property === 'object' && property !== null && !ArrayBuffer.isView(property)
        ? '[object]'
        : showOne(property, false)
  }
  return shown
}
