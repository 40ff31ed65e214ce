/** Takes out of values what is secret: a test is read by everybody. */
import { hideSecrets } from '@retrace/core/recordings'
import type { Property, ValueGraph, ValueNode } from '../observation.ts'

/** The graph with placeholders for secrets, as fixtures have them. */
export function withoutSecrets({ nodes }: ValueGraph): ValueGraph {
  const names = namesIn(nodes)
  const hide = (node: ValueNode, index: number): ValueNode => {
    if (node.kind === 'primitive' && node.type === 'string')
      return { ...node, text: (names.get(index) ?? ['']).reduce(hideSecrets, node.text) }
    return node.kind === 'url' ? { ...node, href: hideSecrets(node.href, '') } : node
  }
  return { nodes: nodes.map(hide) }
}

/** The keys under which each value stands. */
function namesIn(nodes: readonly ValueNode[]): Map<number, string[]> {
  const names = new Map<number, string[]>()
  const note = ({ key, value }: Property): void => {
    if (typeof key === 'string') names.set(value, [...(names.get(value) ?? []), key])
  }
  for (const node of nodes) if (node.kind === 'object' || node.kind === 'error') node.properties.forEach(note)
  return names
}
