/** What functions are called, by where they stand. */
import type { AnyNode, Expression, PrivateIdentifier } from 'acorn'

/**
 * What a node calls a function or a class that is directly in it: the variable it is given to, its key, itself.
 *
 * @param owner - the name of the class around it
 */
export function nameGiven(parent: AnyNode, child: AnyNode, owner: string): string {
  switch (parent.type) {
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier' ? parent.id.name : ''
    case 'AssignmentExpression':
      return parent.right === child ? lastOf(parent.left as AnyNode) : ''
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return [owner, keyOf(parent.key)].filter((it) => it !== '').join('.')
    case 'Property':
      return keyOf(parent.key)
    default:
      return ''
  }
}

/** What a function or a class calls itself. */
export function ownName(node: AnyNode): string {
  return 'id' in node && node.id?.type === 'Identifier' ? node.id.name : ''
}

/** Whether it is what somebody calls so: `total`, `Order.total`. */
export function isCalled(wanted: string, name: string): boolean {
  return name === wanted || name.endsWith(`.${wanted}`)
}

/** `Order.total` of `Order.prototype.total`. */
function lastOf(left: AnyNode): string {
  if (left.type === 'Identifier') return left.name
  if (left.type !== 'MemberExpression' || left.computed) return ''
  const { object, property } = left
  const isPrototype = object.type === 'MemberExpression' && keyOf(object.property) === 'prototype'
  const owner = isPrototype && object.object.type === 'Identifier' ? `${object.object.name}.` : ''
  return owner + keyOf(property)
}

function keyOf(key: Expression | PrivateIdentifier): string {
  if (key.type === 'Identifier' || key.type === 'PrivateIdentifier') return key.name
  return key.type === 'Literal' ? String(key.value) : ''
}
