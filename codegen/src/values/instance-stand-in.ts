/** What stands in for an instance of a class that no test can have. */
import type { TakenNode, TakenProperty } from './take.ts'

/** An object with the methods that were called, and with what is plain to see; the node itself where there is nothing to stand in for. */
export function instanceStandIn(node: TakenNode, nodes: readonly TakenNode[]): TakenNode {
  if (node.kind !== 'object' || !node.properties.some(({ isMethod }) => isMethod)) return node
  const isCalled = ({ value, isMethod }: TakenProperty): boolean => {
    const its = nodes[value]
    return isMethod === true && its?.kind === 'function' && its.given.length > 0
  }
  const called = node.properties.filter(isCalled)
  const own = node.properties.filter(({ isMethod }) => !isMethod)
  if (called.length === 0) return { ...node, properties: own }
  const plain = own.filter(({ value, enumerable }) => enumerable && nodes[value]?.kind === 'primitive')
  const methods = called.map(({ key, value }) => ({ key, value, enumerable: true, isPrivate: false }))
  return { ...node, chain: [], properties: [...plain, ...methods] }
}
