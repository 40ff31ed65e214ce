/** What is expected of values that are not the same each time: what they are, and not which. */
import type { ValueGraph, ValueNode } from '../observation.ts'
import { nodeAt } from '../values/shape.ts'
import type { Volatile } from './plan.ts'

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

/** The expression that matches any such value. */
export function looseSource(value: unknown): string {
  if (typeof value === 'string') {
    const form = [ISO_TIME, UUID].find((its) => its.test(value))
    return form ? `expect.stringMatching(${form})` : 'expect.any(String)'
  }
  if (value === null || value === undefined) return 'expect.anything()'
  if (Array.isArray(value)) return 'expect.any(Array)'
  if (typeof value !== 'object') return `expect.any(${value.constructor.name})`
  return value instanceof Date ? 'expect.any(Date)' : 'expect.anything()'
}

/** A graph in which some values are to be written otherwise. */
interface Loosened {
  readonly graph: ValueGraph
  readonly root: number
  /** By their numbers. */
  readonly instead: ReadonlyMap<number, string>
}

/** Primitives that are the same have one number: what leads to such a part is copied, so that nothing else is loosened. */
export function loosened(graph: ValueGraph, root: number, volatile: readonly Volatile[]): Loosened {
  const nodes = [...graph.nodes]
  const instead = new Map<number, string>()
  const copy = (index: number, [key, ...rest]: Volatile['path'], value: unknown): number => {
    const node = nodeAt({ nodes }, index)
    const child = key === undefined ? null : childAt(node, key)
    const its = child === null ? node : withChild(node, key as string | number, copy(child, rest, value))
    const at = nodes.push(its) - 1
    if (child === null) instead.set(at, looseSource(key === undefined ? value : {}))
    return at
  }
  let from = root
  for (const { path, value } of volatile) from = copy(from, path, value)
  return { graph: { nodes }, root: from, instead }
}

/** Null where it is in nothing that can be gone into. */
function childAt(node: ValueNode, key: string | number): number | null {
  if (node.kind === 'array') return node.items[key as number] ?? null
  return node.kind === 'object' ? (node.properties.find((property) => property.key === key)?.value ?? null) : null
}

function withChild(node: ValueNode, key: string | number, value: number): ValueNode {
  if (node.kind === 'array') return { ...node, items: node.items.map((item, i) => (i === key ? value : item)) }
  if (node.kind !== 'object') return node
  return { ...node, properties: node.properties.map((its) => (its.key === key ? { ...its, value } : its)) }
}
