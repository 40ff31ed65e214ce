/** Nodes of acorn's trees. */
import type { AnyNode, Function as FunctionNode } from 'acorn'

export function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node)
    .flat()
    .filter((it): it is AnyNode => typeof it === 'object' && it !== null && typeof (it as AnyNode).type === 'string')
}

export function isFunction(node: AnyNode): node is AnyNode & FunctionNode {
  return /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)
}
