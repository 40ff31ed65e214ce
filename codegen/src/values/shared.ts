/** Which values stand in several places. */
import type { ValueGraph, ValueNode } from '../observation.ts'
import { partsOf, valuesOf } from './parts.ts'
import { hasIdentity, nodeAt } from './shape.ts'

/**
 * @param roots - each of them is one place
 * @param isLeft - whether nothing of a value is written
 */
export function sharedIn(
  graph: ValueGraph,
  roots: readonly number[],
  isLeft: (index: number, node: ValueNode) => boolean = () => false,
): ReadonlySet<number> {
  const seen = new Set<number>()
  const shared = new Set<number>()
  const todo = [...roots]
  for (let index = todo.pop(); index !== undefined; index = todo.pop()) {
    const node = nodeAt(graph, index)
    if (!hasIdentity(node)) continue
    if (seen.has(index)) shared.add(index)
    else if (!isLeft(index, node)) for (const part of partsOf(node)) todo.push(...valuesOf(part))
    seen.add(index)
  }
  return shared
}
