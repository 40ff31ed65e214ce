/** The variables of a module that a function reads, by the text of the module. */
import type { AnyNode, Pattern, Program } from 'acorn'
import { childrenOf } from './nodes.ts'

/** Also by the module's own functions that it calls; functions, classes and what is imported are no state. */
export function variablesRead(program: Program, within: AnyNode): string[] {
  const variables = new Set<string>()
  const functions = new Map<string, AnyNode>()
  for (const statement of program.body) {
    const its = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (its?.type === 'FunctionDeclaration' && its.id) functions.set(its.id.name, its)
    if (its?.type !== 'VariableDeclaration') continue
    for (const { id, init } of its.declarations) {
      const isFunction = init?.type === 'ArrowFunctionExpression' || init?.type === 'FunctionExpression'
      for (const name of namesOf(id)) {
        if (isFunction) functions.set(name, init)
        else variables.add(name)
      }
    }
  }
  const read = new Set<string>()
  const visited = new Set<AnyNode>()
  const visit = (node: AnyNode): void => {
    if (visited.has(node)) return
    visited.add(node)
    if (node.type === 'Identifier') {
      if (variables.has(node.name)) read.add(node.name)
      const its = functions.get(node.name)
      if (its) visit(its)
    }
    for (const child of childrenOf(node)) if (!isName(child, node)) visit(child)
  }
  visit(within)
  return [...read]
}

/** Whether an identifier only names a property. */
function isName(child: AnyNode, parent: AnyNode): boolean {
  if (parent.type === 'MemberExpression') return child === parent.property && !parent.computed
  return parent.type === 'Property' && child === parent.key && !parent.computed && !parent.shorthand
}

function namesOf(pattern: Pattern): string[] {
  if (pattern.type === 'Identifier') return [pattern.name]
  return childrenOf(pattern).flatMap((child) => namesOf((child.type === 'Property' ? child.value : child) as Pattern))
}
