/** Values that calls give, made ready to be written down; what could not be given back as it was is refused. */
import * as types from 'node:util/types'
import { RetraceError } from '../errors.ts'
import { isTaught } from '../tape/codec.ts'
import { OriginalDate } from '../originals.ts'

/**
 * A copy that the codec keeps in full, of values of whatever realm.
 *
 * @param call - what gave it, for the error
 * @throws RetraceError `EXTERNAL_VALUE`
 */
export function keepable(value: unknown, call: string): unknown {
  return new Keeper(call).keep(value, '$')
}

/** Arguments as JSON, as far as they can be compared. */
export function comparable(args: readonly unknown[]): string {
  return JSON.stringify(args.map((arg) => view(arg, [])))
}

function view(value: unknown, around: readonly unknown[]): unknown {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return `[function ${value.name}]`
  if (typeof value === 'symbol') return String(value)
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (around.includes(value)) return '[circular]'
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  if (types.isRegExp(value)) return String(value)
  const within = [...around, value]
  const inner = (it: unknown): unknown => view(it, within)
  if (types.isMap(value)) return Array.from(value, ([key, it]) => [inner(key), inner(it)])
  if (Array.isArray(value) || types.isSet(value)) return Array.from(value as Iterable<unknown>, inner)
  if (types.isNativeError(value)) return { name: value.name, message: value.message }
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return Reflect.apply(toJSON, value, []) as unknown
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, inner(it)]))
}

class Keeper {
  readonly #call: string
  readonly #kept = new Map<object, unknown>()

  constructor(call: string) {
    this.#call = call
  }

  keep(value: unknown, path: string): unknown {
    if (typeof value === 'function' || typeof value === 'symbol') throw this.#refuse(path, `a ${typeof value}`)
    if (typeof value !== 'object' || value === null) return value
    const known = this.#kept.get(value)
    if (known !== undefined) return known
    if (ArrayBuffer.isView(value)) return value
    if (types.isAnyArrayBuffer(value)) return value
    if (types.isDate(value)) return new OriginalDate(value.getTime())
    if (types.isRegExp(value)) return new RegExp(value.source, value.flags)
    if (value instanceof URL) return value
    if (types.isNativeError(value)) return this.#error(value)
    if (Array.isArray(value))
      return this.#fill(value, [] as unknown[], (to) => {
        for (const [i, it] of value.entries()) to.push(this.keep(it, `${path}[${i}]`))
      })
    if (types.isMap(value))
      return this.#fill(value, new Map<unknown, unknown>(), (to) => {
        for (const [key, it] of value)
          to.set(this.keep(key, `${path} (a key)`), this.keep(it, `${path}[${String(key)}]`))
      })
    if (types.isSet(value))
      return this.#fill(value, new Set<unknown>(), (to) => {
        for (const it of value) to.add(this.keep(it, `${path} (a member)`))
      })
    return this.#object(value, path)
  }

  #object(value: object, path: string): unknown {
    const prototype = Object.getPrototypeOf(value) as object | null
    // Of whatever realm: the prototype of plain objects has none itself.
    const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null
    if (!isPlain && isTaught(value)) return value
    if (!isPlain) throw this.#refuse(path, `of the class ${nameOf(prototype)}`)
    const made = (prototype === null ? Object.create(null) : {}) as Record<string, unknown>
    return this.#fill(value, made, (to) => {
      for (const [key, it] of Object.entries(value)) to[key] = this.keep(it, `${path}.${key}`)
    })
  }

  /** What of an error can't be kept is left out: it still says what went wrong. */
  #error(error: Error): Error {
    const copy = new Error(error.message)
    Object.setPrototypeOf(copy, Object.getPrototypeOf(error) as object)
    Object.defineProperty(copy, 'stack', { value: error.stack, configurable: true, writable: true })
    const properties = Object.entries(error)
    if (error.cause !== undefined) properties.push(['cause', error.cause])
    this.#kept.set(error, copy)
    for (const [key, it] of properties) {
      try {
        const enumerable = key !== 'cause'
        Object.defineProperty(copy, key, { value: this.keep(it, '$'), enumerable, configurable: true, writable: true })
      } catch {
        continue
      }
    }
    return copy
  }

  #fill<T extends object>(from: object, to: T, fill: (to: T) => void): T {
    this.#kept.set(from, to)
    fill(to)
    return to
  }

  #refuse(path: string, type: string): RetraceError {
    return new RetraceError('EXTERNAL_VALUE', { what: this.#call, where: path, type })
  }
}

function nameOf(prototype: object | null): string {
  return (prototype as { constructor?: { name?: string } } | null)?.constructor?.name ?? 'unknown'
}
