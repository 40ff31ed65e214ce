/** What can be told of a graph of values before any of it is written. */
import type { Property, ValueGraph, ValueNode } from '../observation.ts'

export function nodeAt({ nodes }: ValueGraph, index: number): ValueNode {
  const node = nodes[index]
  if (!node) throw new RangeError(`there is no value ${index} in a graph of ${nodes.length}`)
  return node
}

/** The values that a value holds, in their order. */
function childrenOf(node: ValueNode): number[] {
  switch (node.kind) {
    case 'array':
      return [...node.items.filter((item) => item !== null), ...ofProperties(node.extra)]
    case 'object':
    case 'error':
      return ofProperties(node.properties)
    case 'map':
      return node.entries.flat()
    case 'set':
      return [...node.items]
    default:
      return []
  }
}

function ofProperties(properties: readonly Property[]): number[] {
  return properties.flatMap(({ key, value }) => (typeof key === 'string' ? [value] : [key.symbol, value]))
}

/** Whether two values that look alike can be told from each other. */
function hasIdentity(node: ValueNode): boolean {
  return node.kind === 'symbol' ? !node.registered && node.wellKnown === null : node.kind !== 'primitive'
}

/** Values that are needed under a name: they stand in several places, or in themselves. */
export function sharedIn(graph: ValueGraph, roots: readonly number[]): ReadonlySet<number> {
  const seen = new Set<number>()
  const shared = new Set<number>()
  const open = new Set<number>()
  const visit = (index: number): boolean => {
    const node = nodeAt(graph, index)
    if (!hasIdentity(node)) return false
    if (seen.has(index)) {
      shared.add(index)
      return open.has(index)
    }
    seen.add(index)
    open.add(index)
    // Who refers back to what isn't there yet is told about it later, by name.
    for (const child of childrenOf(node)) if (visit(child)) shared.add(index)
    open.delete(index)
    return false
  }
  for (const root of roots) visit(root)
  return shared
}

/** About how many characters of source a value takes; no more is counted than `limit`. */
export function sizeOf(graph: ValueGraph, index: number, limit: number): number {
  const seen = new Set<number>()
  let size = 0
  const visit = (each: number): void => {
    if (size > limit || seen.has(each)) return
    const node = nodeAt(graph, each)
    if (hasIdentity(node)) seen.add(each)
    size += ownSize(node)
    childrenOf(node).forEach(visit)
  }
  visit(index)
  return size
}

function ownSize(node: ValueNode): number {
  switch (node.kind) {
    case 'primitive':
      return node.text.length + 2
    case 'bytes':
      return node.base64.length
    case 'object':
    case 'error':
      return node.properties.reduce((sum, { key }) => sum + (typeof key === 'string' ? key.length : 10) + 4, 4)
    default:
      return 8
  }
}

/** JSON that says all of a value; undefined where there is none. */
export function jsonOf(graph: ValueGraph, index: number, shared: ReadonlySet<number>): unknown {
  const its = (each: number): unknown => {
    const node = nodeAt(graph, each)
    if (shared.has(each) && each !== index) throw new NoJson()
    switch (node.kind) {
      case 'primitive':
        return plainOf(node)
      case 'array':
        if (node.extra.length > 0) throw new NoJson()
        return node.items.map((item) => (item === null ? noJson() : its(item)))
      case 'object':
        if (node.class || node.nullPrototype || node.frozen) throw new NoJson()
        return Object.fromEntries(
          node.properties.map(({ key, value, enumerable, isPrivate }) =>
            typeof key === 'string' && key !== '__proto__' && enumerable && !isPrivate ? [key, its(value)] : noJson(),
          ),
        )
      default:
        return noJson()
    }
  }
  try {
    return its(index)
  } catch (error) {
    if (error instanceof NoJson) return undefined
    throw error
  }
}

class NoJson extends Error {}

function noJson(): never {
  throw new NoJson()
}

function plainOf({ type, text }: Extract<ValueNode, { kind: 'primitive' }>): unknown {
  switch (type) {
    case 'null':
      return null
    case 'boolean':
      return text === 'true'
    case 'string':
      return text
    case 'number':
      return /^-?\d/.test(text) && text !== '-0' ? Number(text) : noJson()
    default:
      return noJson()
  }
}
