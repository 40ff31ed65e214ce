/** Takes the graph of values that a test has made. */
import { types } from 'node:util'
import type { ValueGraph } from '../observation.ts'
import { type Known, resolved } from './resolve.ts'
import { take } from './take.ts'
import { uncover } from './uncover.ts'

/** @param places - files of the classes that are not built in */
export function graphOf(
  roots: readonly unknown[],
  places: ReadonlyMap<unknown, string> = new Map(),
): {
  graph: ValueGraph
  roots: number[]
} {
  const taken = take.call({ types }, null, { budget: 100_000_000, mostNodes: 1_000_000 }, ...roots)
  uncover.call({ types }, taken.state, [...places.keys()] as never)
  const { nodes, classes, classNames } = taken.state
  const known = classes.map((its, i): Known => {
    const file = places.get(its)
    return {
      name: classNames[i] ?? '',
      place: file === undefined ? null : { file, line: 1, column: 1 },
      isNodes: false,
    }
  })
  return { roots: taken.roots, graph: { nodes: nodes.map((node) => resolved(node, [], known)) } }
}
