/** Whether instances of a class can be made by its constructor: one that does no more than set fields. */
import {
  type ClassDeclaration,
  type ClassExpression,
  type ConstructorDeclaration,
  type Expression,
  Node,
  type SourceFile,
} from 'ts-morph'
import type { Place } from '../observation.ts'
import { stringSource } from '../values/literals.ts'
import type { Maker } from '../values/surroundings.ts'

export type ClassNode = ClassDeclaration | ClassExpression

/** The class of which a place is the constructor, or the beginning. */
export function classAt(file: SourceFile, { line, column }: Place, name: string): ClassNode | null {
  const starts = file.compilerNode.getLineStarts()
  const at = (starts[line - 1] ?? 0) + column - 1
  const all = file.getDescendants().filter((node) => Node.isClassDeclaration(node) || Node.isClassExpression(node))
  const around = all.filter((node) => node.getStart() <= at && at < node.getEnd())
  return (
    around.findLast((node) => node.getName() === name) ??
    around.at(-1) ??
    all.find((node) => node.getName() === name) ??
    null
  )
}

/** Null where its constructor may do something else. */
export function makerOf(node: ClassNode): Maker | null {
  if (node.getExtends()) return null
  const initial = new Map<string, string>()
  for (const property of node.getInstanceProperties()) {
    if (!Node.isPropertyDeclaration(property)) continue
    const value = initialSource(property.getInitializer())
    if (value === null) return null
    initial.set(property.getName(), value)
  }
  const [constructor] = node.getConstructors()
  const parameters = constructor ? parametersOf(constructor, initial) : []
  return parameters && { parameters, initial }
}

/** @param initial - to which is added what fields are set to, other than a parameter */
function parametersOf(constructor: ConstructorDeclaration, initial: Map<string, string>): Maker['parameters'] | null {
  const fields = new Map<string, string>()
  for (const statement of constructor.getStatements()) {
    const set = Node.isExpressionStatement(statement) ? settingOf(statement.getExpression()) : null
    if (!set) return null
    const { field, value } = set
    const source = Node.isIdentifier(value) && value.getText() !== 'undefined' ? null : initialSource(value)
    if (source !== null) initial.set(field, source)
    else if (Node.isIdentifier(value) && !fields.has(value.getText())) fields.set(value.getText(), field)
    else return null
  }
  const parameters: { field: string; hasDefault: boolean }[] = []
  for (const parameter of constructor.getParameters()) {
    const name = parameter.getName()
    const field = parameter.isParameterProperty() ? name : fields.get(name)
    if (field === undefined || parameter.isRestParameter() || !Node.isIdentifier(parameter.getNameNode())) return null
    fields.delete(name)
    initial.delete(field)
    parameters.push({ field, hasDefault: parameter.getInitializer() !== undefined })
  }
  // What is left is set from elsewhere.
  return fields.size > 0 ? null : parameters
}

/** `this.field = value` */
function settingOf(node: Expression): { field: string; value: Expression } | null {
  if (!Node.isBinaryExpression(node) || node.getOperatorToken().getText() !== '=') return null
  const left = node.getLeft()
  if (!Node.isPropertyAccessExpression(left) || !Node.isThisExpression(left.getExpression())) return null
  return { field: left.getName(), value: node.getRight() }
}

/** As values are written, where it is the same each time. */
function initialSource(node: Expression | undefined): string | null {
  if (!node || node.getText() === 'undefined') return 'undefined'
  if (Node.isStringLiteral(node)) return stringSource(node.getLiteralText(), "'")
  if (Node.isNumericLiteral(node)) return String(node.getLiteralValue())
  if (Node.isTrueLiteral(node) || Node.isFalseLiteral(node) || Node.isNullLiteral(node)) return node.getText()
  if (Node.isArrowFunction(node) || Node.isFunctionExpression(node)) return 'function'
  const collection = /^(?:\[\]|\{\}|new (Map|Set)(?:<.*>)?\(\))$/s.exec(node.getText())
  return collection && (collection[1] === undefined ? node.getText() : `new ${collection[1]}()`)
}
