/** Takes the graph of values that a test has made, as a replay takes it of a program. */
import type { ClassRef, Property, ValueGraph, ValueNode } from '../observation.ts'

/** @param places - files of the classes that are not built in */
export function graphOf(
  roots: readonly unknown[],
  places: ReadonlyMap<unknown, string> = new Map(),
): {
  graph: ValueGraph
  roots: number[]
} {
  const nodes: ValueNode[] = []
  const known = new Map<unknown, number>()

  const take = (value: unknown): number => {
    const isObject =
      (typeof value === 'object' && value !== null) || typeof value === 'function' || typeof value === 'symbol'
    const there = isObject ? known.get(value) : undefined
    if (there !== undefined) return there
    const index = nodes.length
    nodes.push({ kind: 'native', what: 'what is being taken' })
    if (isObject) known.set(value, index)
    nodes[index] = nodeOf(value)
    return index
  }

  const nodeOf = (value: unknown): ValueNode => {
    if (typeof value === 'symbol') return symbolOf(value)
    if (typeof value === 'function')
      return { kind: 'function', name: value.name, class: places.has(value) ? refOf(value) : null }
    if (typeof value !== 'object' || value === null) {
      const type = value === null ? 'null' : (typeof value as 'string')
      return { kind: 'primitive', type, text: Object.is(value, -0) ? '-0' : String(value) }
    }
    if (Array.isArray(value))
      return {
        kind: 'array',
        items: Array.from(value, (item: unknown, i) => (i in value ? take(item) : null)),
        extra: propertiesOf(value).filter(({ key }) => typeof key !== 'string' || !/^(\d+|length)$/.test(key)),
      }
    if (value instanceof Date) return { kind: 'date', time: Number.isNaN(value.getTime()) ? null : value.getTime() }
    if (value instanceof RegExp)
      return { kind: 'regexp', source: value.source, flags: value.flags, lastIndex: value.lastIndex }
    if (value instanceof Map) return { kind: 'map', entries: [...value].map(([k, v]) => [take(k), take(v)] as const) }
    if (value instanceof Set) return { kind: 'set', items: [...value].map(take) }
    if (value instanceof URL) return { kind: 'url', href: value.href }
    if (ArrayBuffer.isView(value))
      return {
        kind: 'bytes',
        type: value.constructor.name,
        base64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64'),
      }
    if (value instanceof ArrayBuffer)
      return { kind: 'bytes', type: 'ArrayBuffer', base64: Buffer.from(value).toString('base64') }
    if (value instanceof Error)
      return { kind: 'error', class: refOf(value.constructor), properties: propertiesOf(value) }
    const prototype: unknown = Object.getPrototypeOf(value)
    return {
      kind: 'object',
      class: prototype === null || prototype === Object.prototype ? null : refOf((prototype as object).constructor),
      nullPrototype: prototype === null,
      properties: propertiesOf(value),
      frozen: Object.isFrozen(value) && Reflect.ownKeys(value).length > 0,
    }
  }

  const propertiesOf = (value: object): Property[] =>
    Reflect.ownKeys(value).map((key) => {
      const descriptor = Object.getOwnPropertyDescriptor(value, key) as PropertyDescriptor
      const its = { value: take(descriptor.value), enumerable: descriptor.enumerable === true, isPrivate: false }
      return { key: typeof key === 'string' ? key : { symbol: take(key) }, ...its }
    })

  const refOf = (its: { name: string }): ClassRef => {
    const file = places.get(its)
    return { name: its.name, place: file === undefined ? null : { file, line: 1, column: 1 } }
  }

  return { roots: roots.map(take), graph: { nodes } }
}

function symbolOf(value: symbol): ValueNode {
  const wellKnown = Reflect.ownKeys(Symbol).find((key) => Reflect.get(Symbol, key) === value)
  return {
    kind: 'symbol',
    description: value.description ?? null,
    registered: Symbol.keyFor(value) !== undefined,
    wellKnown: wellKnown === undefined ? null : String(wellKnown),
  }
}
