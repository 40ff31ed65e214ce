/** What is expected of values that are not the same each time: what they are, and not which. */
import type { ValueGraph } from '../observation.ts'
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

/** So, by the numbers of the values: of the innermost that a path leads to. */
export function looseNodes(graph: ValueGraph, root: number, volatile: readonly Volatile[]): Map<number, string> {
  return new Map(
    volatile.map(({ path, value }) => {
      const reached = walk(graph, root, path)
      return [reached.index, looseSource(reached.isAll ? value : {})]
    }),
  )
}

function walk(graph: ValueGraph, root: number, path: Volatile['path']): { index: number; isAll: boolean } {
  let index = root
  for (const key of path) {
    const node = nodeAt(graph, index)
    const next =
      node.kind === 'array'
        ? node.items[key as number]
        : node.kind === 'object'
          ? node.properties.find((property) => property.key === key)?.value
          : undefined
    if (next === undefined || next === null) return { index, isAll: false }
    index = next
  }
  return { index, isAll: true }
}
