/** What can be told of one value of a graph. */
import type { Extended, Property, ValueGraph, ValueNode } from '../observation.ts'

export function nodeAt({ nodes }: ValueGraph, index: number): ValueNode {
  const node = nodes[index]
  if (!node) throw new RangeError(`there is no value ${index} in a graph of ${nodes.length}`)
  return node
}

/** Whether two values that look alike can be told from each other where both are made anew. */
export function hasIdentity(node: ValueNode): boolean {
  switch (node.kind) {
    case 'primitive':
      return false
    case 'symbol':
      return !node.registered && node.wellKnown === null
    case 'function':
      return node.class === null
    default:
      return true
  }
}

export function isUndefined(graph: ValueGraph, index: number): boolean {
  const node = nodeAt(graph, index)
  return node.kind === 'primitive' && node.type === 'undefined'
}

export function isText(graph: ValueGraph, index: number): boolean {
  const node = nodeAt(graph, index)
  return node.kind === 'primitive' && node.type === 'string'
}

/** Properties that are not those of its kind. */
export function extraOf(node: ValueNode): readonly Property[] {
  return ('extra' in node && node.extra) || []
}

/** Whether it is no more than its kind says. */
export function isBare({ class: its, extra = [], frozen = false }: Extended): boolean {
  return !its && extra.length === 0 && !frozen
}
