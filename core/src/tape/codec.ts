/**
 * Values of JavaScript as bytes, by MessagePack. What MessagePack lacks is written as a tagged array
 * (`[TAG, kind, ...]`), so that distinct values stay distinct: `undefined`, -0, Buffer against Uint8Array, errors with
 * their properties, and the instances that boundaries register (`fs.Stats`, …).
 *
 * The `/pack` and `/unpack` entries of msgpackr are used since its main entry loads a native add-on.
 */
import { Packr } from 'msgpackr/pack'
import { Unpackr } from 'msgpackr/unpack'
import { OriginalDate } from '../originals.ts'

const TAG = '\u0000retrace'
const packr = new Packr({ useRecords: false, variableMapSize: true, useBigIntExtension: true, moreTypes: false } as object)
const unpackr = new Unpackr({ useRecords: false, useBigIntExtension: true, mapsAsObjects: true } as object)

/** How instances of a class are written and made again. */
export interface ClassCodec {
  /** Stable name on the tape. */
  readonly name: string
  is(value: object): boolean
  toPlain(value: object): unknown
  fromPlain(plain: unknown): object
}

const classes: ClassCodec[] = []

/** Teaches the codec a class. Later registrations win. */
export function registerClass(codec: ClassCodec): void {
  classes.unshift(codec)
}

const ERROR_TYPES: Record<string, ErrorConstructor> = {
  Error,
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
  EvalError,
  URIError,
}

function dehydrateError(error: Error): unknown {
  const own: Record<string, unknown> = {}
  for (const key of Object.keys(error)) own[key] = dehydrate((error as unknown as Record<string, unknown>)[key])
  const builtIn = Object.entries(ERROR_TYPES).find(([, type]) => Object.getPrototypeOf(error) === type.prototype)
  const cause = 'cause' in error ? [dehydrate(error.cause)] : []
  return [TAG, 'error', builtIn?.[0] ?? error.constructor?.name ?? 'Error', error.name, error.message, error.stack ?? '', own, cause]
}

function hydrateError(parts: unknown[]): Error {
  const [, , type, name, message, stack, own, cause] = parts as [
    unknown,
    unknown,
    string,
    string,
    string,
    string,
    Record<string, unknown>,
    unknown[],
  ]
  const error = type === 'DOMException' ? new DOMException(message, name) : new (ERROR_TYPES[type] ?? Error)(message)
  if (error.name !== name) hide(error, 'name', name)
  hide(error, 'stack', stack)
  if (cause.length > 0) hide(error, 'cause', hydrate(cause[0]))
  for (const key of Object.keys(own)) (error as unknown as Record<string, unknown>)[key] = hydrate(own[key])
  return error
}

function hide(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, writable: true, configurable: true, enumerable: false })
}

const BINARY_VIEWS = {
  Uint8Array,
  Int8Array,
  Uint8ClampedArray,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
} as const

function dehydrate(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Object.is(value, -0) ? [TAG, '-0'] : value
    case 'bigint':
      return [TAG, 'bigint', value.toString()]
    case 'undefined':
      return [TAG, 'undefined']
    case 'function':
      return [TAG, 'function', value.name]
    case 'symbol':
      return [TAG, 'symbol', value.description ?? '']
    case 'object':
      return value === null ? null : dehydrateObject(value)
  }
}

function dehydrateObject(value: object): unknown {
  if (Buffer.isBuffer(value)) return value
  if (Array.isArray(value)) {
    const plain = value.map(dehydrate)
    return value[0] === TAG ? [TAG, 'array', plain] : plain
  }
  for (const codec of classes) if (codec.is(value)) return [TAG, 'class', codec.name, dehydrate(codec.toPlain(value))]
  if (ArrayBuffer.isView(value)) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    return [TAG, 'view', value.constructor.name, bytes]
  }
  if (value instanceof ArrayBuffer) return [TAG, 'arraybuffer', Buffer.from(value)]
  if (value instanceof Error) return dehydrateError(value)
  if (value instanceof OriginalDate) return [TAG, 'date', value.getTime()]
  if (value instanceof URL) return [TAG, 'url', value.href]
  if (value instanceof RegExp) return [TAG, 'regexp', value.source, value.flags]
  if (value instanceof Map) return [TAG, 'map', [...value].map(([k, v]) => [dehydrate(k), dehydrate(v)])]
  if (value instanceof Set) return [TAG, 'set', [...value].map(dehydrate)]
  const plain: Record<string, unknown> = {}
  for (const key of Object.keys(value)) plain[key] = dehydrate((value as Record<string, unknown>)[key])
  return Object.getPrototypeOf(value) === null ? [TAG, 'null-prototype', plain] : plain
}

function hydrate(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return value
  if (Array.isArray(value)) return value[0] === TAG ? hydrateTagged(value) : value.map(hydrate)
  const plain = value as Record<string, unknown>
  for (const key of Object.keys(plain)) plain[key] = hydrate(plain[key])
  return plain
}

function hydrateTagged(parts: unknown[]): unknown {
  const [, kind, first, second] = parts as [unknown, string, never, never]
  switch (kind) {
    case '-0':
      return -0
    case 'bigint':
      return BigInt(first)
    case 'undefined':
      return undefined
    case 'function':
      return Object.defineProperty(() => undefined, 'name', { value: first })
    case 'symbol':
      return Symbol(first)
    case 'array':
      return (first as unknown[]).map(hydrate)
    case 'class': {
      const codec = classes.find((c) => c.name === first)
      if (!codec) throw new TypeError(`The tape has an instance of ${String(first)}, which this version does not know`)
      return codec.fromPlain(hydrate(second))
    }
    case 'view': {
      const bytes = Uint8Array.from(second as Buffer)
      const View = (BINARY_VIEWS[first as keyof typeof BINARY_VIEWS] ?? Uint8Array) as Uint8ArrayConstructor
      return new View(bytes.buffer)
    }
    case 'arraybuffer':
      return Uint8Array.from(first as Buffer).buffer
    case 'error':
      return hydrateError(parts)
    case 'date':
      return new OriginalDate(first)
    case 'url':
      return new URL(first)
    case 'regexp':
      return new RegExp(first, second)
    case 'map':
      return new Map((first as [unknown, unknown][]).map(([k, v]) => [hydrate(k), hydrate(v)]))
    case 'set':
      return new Set((first as unknown[]).map(hydrate))
    case 'null-prototype':
      return Object.assign(Object.create(null) as object, hydrate(first))
    default:
      throw new TypeError(`The tape has a value of the kind ${JSON.stringify(kind)}, which this version does not know`)
  }
}

/** Encodes any value; the bytes are valid until the next call. */
export function encodeValue(value: unknown): Buffer {
  return packr.pack(dehydrate(value)) as Buffer
}

/** Decodes what `encodeValue` made. */
export function decodeValue(bytes: Uint8Array): unknown {
  return hydrate(unpackr.unpack(bytes))
}
