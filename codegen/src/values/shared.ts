/** Which values stand in several places. */
import type { ValueGraph } from '../observation.ts'
import { partsOf, valuesOf } from './parts.ts'
import { hasIdentity, nodeAt } from './shape.ts'

/**
 * @param roots - each of them is one place
 * @param instead - values of which nothing is written
 */
export function sharedIn(
  graph: ValueGraph,
  roots: readonly number[],
  instead: ReadonlyMap<number, unknown> = new Map(),
): ReadonlySet<number> {
  const seen = new Set<number>()
  const shared = new Set<number>()
  const todo = [...roots]
  for (let index = todo.pop(); index !== undefined; index = todo.pop()) {
    const node = nodeAt(graph, index)
    if (instead.has(index) || !hasIdentity(node)) continue
    if (seen.has(index)) shared.add(index)
    else for (const part of partsOf(node)) todo.push(...valuesOf(part))
    seen.add(index)
  }
  return shared
}
