/**
 * Values of JavaScript as bytes, by MessagePack. What MessagePack lacks is written as a tagged array
 * (`[TAG, kind, ...]`), so that distinct values stay distinct: -0, Buffer against Uint8Array, errors with their
 * properties, cycles, and the instances that boundaries register (`fs.Stats`, …).
 *
 * The `/pack` and `/unpack` entries of msgpackr are used since its main entry loads a native add-on.
 */
import * as types from 'node:util/types'
import { Packr } from 'msgpackr/pack'
import { Unpackr } from 'msgpackr/unpack'
import { defineData } from '../define-data.ts'
import { OriginalDate } from '../originals.ts'
import { errorParts, errorShell, fillError, type ErrorParts } from './codec-error.ts'

/** An array of the program's that begins like this is written as a tagged array itself. */
export const TAG = '\u0000'
const packr = new Packr({ useRecords: false, variableMapSize: true, moreTypes: false } as object)
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true } as object)

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

/** Whether a value is of a class that the codec has been taught. */
export function isTaught(value: object): boolean {
  return classes.some((codec) => codec.is(value))
}

/** Encodes any value; the bytes are valid until the next call. */
export function encodeValue(value: unknown): Buffer {
  return packr.pack(dehydrate(value, [])) as Buffer
}

/** Decodes what `encodeValue` made: all of `bytes`, or the part from `start` to `end`. */
export function decodeValue(bytes: Uint8Array, start = 0, end: number = bytes.length): unknown {
  return hydrate(unpackr.unpack(bytes, { start, end } as never), [])
}

/** Stands for an instance of a class that isn't known here: a command installs no boundaries. */
function stranger(name: string, plain: unknown): object {
  const Named = { [name]: class {} }[name] as new () => object
  return Object.assign(new Named(), { plain })
}

/** What JavaScript calls well-formed: UTF-8 can hold it. In ES2024, and in Node since 20. */
export const isWellFormed: (text: string) => boolean = Function.prototype.call.bind(
  (String.prototype as unknown as { isWellFormed(this: string): boolean }).isWellFormed,
)

/** Objects with such keys are written as a list of entries: msgpackr gives these keys a meaning. */
function isTrap(key: string): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'toJSON' || !isWellFormed(key)
}

/** Makes a value plain. `around` are the objects that it lies in, outermost first. */
function dehydrate(value: unknown, around: object[]): unknown {
  switch (typeof value) {
    case 'string':
      return isWellFormed(value) ? value : [TAG, 'utf16', Buffer.from(value, 'utf16le')]
    case 'boolean':
    case 'undefined':
      return value
    case 'number':
      return Object.is(value, -0) ? [TAG, '-0'] : value
    case 'bigint':
      return [TAG, 'bigint', value.toString()]
    case 'function':
      return [TAG, 'function', dehydrate(String(value.name), around)]
    case 'symbol':
      return dehydrateSymbol(value)
    case 'object':
      return value === null ? null : dehydrateObject(value, around)
  }
}

function dehydrateSymbol(symbol: symbol): unknown {
  const text = dehydrate(symbol.description, [])
  if (Symbol.keyFor(symbol) !== undefined) return [TAG, 'symbol.for', text]
  const wellKnown = WELL_KNOWN.find((name) => Symbol[name] === symbol)
  return wellKnown ? [TAG, 'symbol.known', wellKnown] : [TAG, 'symbol', text]
}

const WELL_KNOWN = Object.getOwnPropertyNames(Symbol).filter(
  (name): name is 'iterator' => typeof (Symbol as unknown as Record<string, unknown>)[name] === 'symbol',
)

function dehydrateObject(value: object, around: object[]): unknown {
  if (Buffer.isBuffer(value)) return value
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === Array.prototype) return dehydrateAround(value, around)
  for (const codec of classes)
    if (codec.is(value)) return [TAG, 'class', codec.name, dehydrate(codec.toPlain(value), [])]
  if (ArrayBuffer.isView(value)) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    return [TAG, 'view', viewName(value), bytes]
  }
  if (value instanceof ArrayBuffer) return [TAG, 'arraybuffer', Buffer.from(value)]
  if (value instanceof OriginalDate) return [TAG, 'date', value.getTime()]
  if (value instanceof URL) return [TAG, 'url', value.href]
  if (value instanceof RegExp) return [TAG, 'regexp', dehydrate(value.source, []), value.flags]
  return dehydrateAround(value, around)
}

function dehydrateAround(value: object, around: object[]): unknown {
  const outer = around.indexOf(value)
  if (outer >= 0) return [TAG, 'cycle', outer]
  around.push(value)
  const plain = dehydrateContainer(value, around)
  around.pop()
  return plain
}

function dehydrateContainer(value: object, around: object[]): unknown {
  // Most values end here: no closures.
  if (Array.isArray(value)) {
    const plain: unknown[] = []
    for (let i = 0; i < value.length; i++) plain.push(dehydrate(value[i], around))
    return value[0] === TAG ? [TAG, 'array', plain] : plain
  }
  if (Object.getPrototypeOf(value) === Object.prototype) return dehydratePlain(value as Record<string, unknown>, around)
  const inner = (member: unknown): unknown => dehydrate(member, around)
  if (value instanceof Map) return [TAG, 'map', Array.from(value, ([key, member]) => [inner(key), inner(member)])]
  if (value instanceof Set) return [TAG, 'set', Array.from(value, inner)]
  if (value instanceof Error || types.isNativeError(value)) return [TAG, 'error', ...errorParts(value, inner)]
  const of = value as Record<string, unknown>
  if (Object.getPrototypeOf(value) === null) return [TAG, 'null-prototype', entriesOf(of, around)]
  return dehydratePlain(of, around)
}

function dehydratePlain(value: Record<string, unknown>, around: object[]): unknown {
  const keys = Object.keys(value)
  for (const key of keys) if (isTrap(key)) return [TAG, 'object', entriesOf(value, around)]
  const plain: Record<string, unknown> = {}
  for (const key of keys) plain[key] = dehydrate(value[key], around)
  return plain
}

function entriesOf(value: Record<string, unknown>, around: object[]): unknown[] {
  return Object.keys(value).map((key) => [dehydrate(key, around), dehydrate(value[key], around)])
}

/** Makes a value from its plain form. `around` are the objects made so far that it lies in, outermost first. */
function hydrate(value: unknown, around: object[]): unknown {
  if (value === null || typeof value !== 'object') return value
  // In memory of its own, as the program may do with it what it likes; what was read is a view of a whole block.
  if (Buffer.isBuffer(value)) return ownBuffer(value)
  // Most values end here: no closures.
  if (Array.isArray(value)) {
    if (value[0] === TAG) return hydrateTagged(value, around)
    around.push(value)
    for (let i = 0; i < value.length; i++) value[i] = hydrate(value[i], around)
    around.pop()
    return value
  }
  const plain = value as Record<string, unknown>
  around.push(plain)
  for (const key of Object.keys(plain)) {
    const member = plain[key]
    if (typeof member === 'object' && member !== null) plain[key] = hydrate(member, around)
  }
  around.pop()
  return plain
}

/** Runs `run`, during which `container` is the innermost object around. */
function fill<T extends object>(container: T, around: object[], run: () => void): T {
  around.push(container)
  run()
  around.pop()
  return container
}

function hydrateTagged(parts: unknown[], around: object[]): unknown {
  const [, kind, first, second] = parts as [unknown, string, never, never]
  switch (kind) {
    case 'utf16':
      return (first as Buffer).toString('utf16le')
    case '-0':
      return -0
    case 'bigint':
      return BigInt(first)
    case 'function':
      return Object.defineProperty(() => undefined, 'name', { value: hydrate(first, []) })
    case 'symbol':
      return Symbol(hydrate(first, []) as string | undefined)
    case 'symbol.for':
      return Symbol.for(hydrate(first, []) as string)
    case 'symbol.known':
      return Symbol[first as 'iterator']
    case 'class': {
      const codec = classes.find((c) => c.name === first)
      return codec ? codec.fromPlain(hydrate(second, [])) : stranger(first, hydrate(second, []))
    }
    case 'view':
      return toView(first, second)
    case 'arraybuffer':
      return Uint8Array.from(first as Buffer).buffer
    case 'date':
      return new OriginalDate(first)
    case 'url':
      return new URL(first)
    case 'regexp':
      return new RegExp(hydrate(first, []) as string, second)
    case 'cycle':
      return around[first]
    default:
      return hydrateContainer(parts, around)
  }
}

function hydrateContainer(parts: unknown[], around: object[]): unknown {
  const kind = parts[1] as string
  const members = parts[2] as never
  const inner = (member: unknown): unknown => hydrate(member, around)
  const entries = (put: (key: never, value: never) => void) => () => {
    for (const [key, member] of members as [unknown, unknown][]) put(inner(key) as never, inner(member) as never)
  }
  const define = (object: object): object =>
    fill(
      object,
      around,
      entries((key, value) => {
        defineData(object, key, value)
      }),
    )
  switch (kind) {
    case 'array': {
      const array: unknown[] = []
      return fill(array, around, () => {
        for (const member of members as unknown[]) array.push(inner(member))
      })
    }
    case 'map': {
      const map = new Map<unknown, unknown>()
      return fill(
        map,
        around,
        entries((key, value) => map.set(key, value)),
      )
    }
    case 'set': {
      const set = new Set<unknown>()
      return fill(set, around, () => {
        for (const member of members as unknown[]) set.add(inner(member))
      })
    }
    case 'error': {
      const rest = parts.slice(2) as unknown as ErrorParts
      const error = errorShell(rest, inner)
      return fill(error, around, () => fillError(error, rest, inner))
    }
    case 'object':
      return define({})
    case 'null-prototype':
      return define(Object.create(null) as object)
    default:
      throw new TypeError(`The tape has a value of the kind ${JSON.stringify(kind)}, which this version does not know`)
  }
}

function ownBuffer(bytes: Uint8Array): Buffer {
  const own = Buffer.allocUnsafeSlow(bytes.length)
  own.set(bytes)
  return own
}

const typedArrayTag = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)
  ?.get as (this: unknown) => string | undefined

/** `Uint8Array`, …, `DataView`: also of an instance of a subclass. */
function viewName(view: ArrayBufferView): string {
  return Reflect.apply(typedArrayTag, view, []) ?? 'DataView'
}

function toView(name: string, bytes: Uint8Array): object {
  const View = (globalThis as unknown as Record<string, Uint8ArrayConstructor | undefined>)[name]
  // A command may run on an older Node than the program did: `Float16Array` is there from 24 on.
  return View ? new View(Uint8Array.from(bytes).buffer) : stranger(name, bytes)
}
