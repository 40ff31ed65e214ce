/**
 * The realm of the test file that runs: Jest gives each one its own. What a test is given again is of the classes that
 * `instanceof` asks for there, as it was when it was recorded.
 */
import * as types from 'node:util/types'
import { decodeValue } from '../tape/codec.ts'

type Realm = typeof globalThis

/** Classes of what can be kept. */
const CLASSES = [
  'Object',
  'Array',
  'Map',
  'Set',
  'Date',
  'RegExp',
  'URL',
  'Error',
  'TypeError',
  'RangeError',
  'SyntaxError',
  'ReferenceError',
  'EvalError',
  'URIError',
  'AggregateError',
  'DOMException',
  'ArrayBuffer',
  'DataView',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float16Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
]

let current: Realm = globalThis

/** A test file begins that runs in a realm. */
export function setRealm(realm: Realm): void {
  current = realm
}

/** The `process` of the realm: Jest gives each test file one. */
export function processOfRealm(): NodeJS.Process {
  return current.process
}

/** Its global object. */
export function globalOfRealm(): Realm {
  return current
}

/** The class of errors that have none which is known. */
export function errorOfRealm(): ErrorConstructor {
  return current.Error
}

/** A recorded value, as one of the realm. */
export function revive(packed: Uint8Array): unknown {
  const value = decodeValue(packed)
  if (current !== globalThis) new Move(current).take(value)
  return value
}

/** Nobody else has what has just been decoded: it is changed in its place, so that cycles stay as they are. */
class Move {
  /** By the prototypes that values have here, those that they are to have. */
  readonly #prototypes: ReadonlyMap<object | null, object>
  readonly #seen = new Set<object>()

  constructor(realm: Realm) {
    const [from, to] = [globalThis, realm].map(
      (it) => it as unknown as Record<string, { prototype: object } | undefined>,
    )
    this.#prototypes = new Map(
      CLASSES.flatMap((name): [object, object][] => {
        const [here, there] = [from?.[name], to?.[name]]
        return here && there ? [[here.prototype, there.prototype]] : []
      }),
    )
  }

  take(value: unknown): void {
    if (typeof value !== 'object' || value === null || this.#seen.has(value)) return
    this.#seen.add(value)
    const prototype = Object.getPrototypeOf(value) as object | null
    const its = this.#prototypes.get(prototype)
    // Those of Node's own classes are the same in all realms.
    if (!its && prototype !== null) return
    if (its && its !== prototype) Object.setPrototypeOf(value, its)
    if (ArrayBuffer.isView(value)) return this.take(value.buffer)
    if (types.isMap(value) || types.isSet(value))
      for (const entry of value.entries()) entry.forEach((it) => this.take(it))
    for (const { value: member } of Object.values(Object.getOwnPropertyDescriptors(value))) this.take(member)
  }
}
