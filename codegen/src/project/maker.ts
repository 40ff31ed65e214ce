/** Whether instances of a class can be made by its constructor: one that does no more than set fields. */
import {
  type CallExpression,
  type ClassDeclaration,
  type ClassExpression,
  type ConstructorDeclaration,
  type Expression,
  Node,
  Scope,
  type SourceFile,
} from 'ts-morph'
import { isInPackages } from '../in-packages.ts'
import type { Place } from '../observation.ts'
import { isBuiltInError } from '../values/built-in-errors.ts'
import { stringSource } from '../values/literals.ts'
import { EMITTER } from '../values/resolve.ts'
import type { CollectionType, Maker } from '../values/surroundings.ts'

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

/** The constructor that makes instances of a class: its own, or that of one that it extends; null where the project has none. */
export function constructorOf(node: ClassNode): ConstructorDeclaration | null {
  const [own] = node.getConstructors()
  const base = own ? undefined : node.getBaseClass()
  return own ?? (base && !isInPackages(base.getSourceFile().getFilePath()) ? constructorOf(base) : null)
}

/** Whether anybody may call it: one that is private leaves that to a method of its class. */
export function isForAll(constructor: ConstructorDeclaration | null): boolean {
  return (constructor?.getScope() ?? Scope.Public) === Scope.Public
}

/** Null where its constructor, or one above it, may do something else. */
export function makerOf(node: ClassNode): Maker | null {
  const above = node.getExtends() ? makerAbove(node) : NOTHING
  if (!above) return null
  if (!isForAll(constructorOf(node))) return null
  const initial = new Map(above.initial)
  for (const property of node.getInstanceProperties()) {
    if (!Node.isPropertyDeclaration(property)) continue
    const value = initialSource(property.getInitializer())
    if (value === null || above.parameters.some(({ field }) => field === property.getName())) return null
    initial.set(property.getName(), value)
  }
  const [constructor] = node.getConstructors()
  const parameters = constructor ? parametersOf(constructor, above, initial) : above.parameters
  if (!parameters) return null
  const { collection } = above
  const isAsAbove = collection !== undefined && !constructor && !ADDING.some((name) => node.getInstanceMethod(name))
  return { parameters, initial, ...(isAsAbove ? { collection } : {}) }
}

/** What collections are filled by. */
const ADDING = ['set', 'add']

export const NOTHING: Maker = { parameters: [], initial: new Map() }

const OF_ERROR: Maker = {
  parameters: [
    { field: 'message', hasDefault: false, ofError: 'message' },
    { field: 'cause', hasDefault: false, ofError: 'option' },
  ],
  initial: new Map(),
}

function makerAbove(node: ClassNode): Maker | null {
  const base = node.getBaseClass()
  const file = base?.getSourceFile()
  if (base && file && !file.isDeclarationFile() && !file.isInNodeModules()) return makerOf(base)
  const name = node.getExtends()?.getExpression().getText().split('.').at(-1) ?? ''
  if (isBuiltInError(name) && name !== 'AggregateError') return OF_ERROR
  if (name === EMITTER) return NOTHING
  return isCollection(name) ? { ...NOTHING, collection: name } : null
}

function isCollection(name: string): name is CollectionType {
  return name === 'Map' || name === 'Set' || name === 'Array'
}

/**
 * @param above - of the class that it extends
 * @param initial - to which is added what fields are set to, other than a parameter
 */
function parametersOf(
  constructor: ConstructorDeclaration,
  above: Maker,
  initial: Map<string, string>,
): Maker['parameters'] | null {
  const fields = new Map<string, Field>()
  const set = (field: Field, value: Expression): boolean => {
    const source = Node.isIdentifier(value) && value.getText() !== 'undefined' ? null : initialSource(value)
    if (source !== null) initial.set(field.field, source)
    else if (Node.isIdentifier(value) && !fields.has(value.getText())) fields.set(value.getText(), field)
    else return false
    return true
  }
  for (const statement of constructor.getStatements()) {
    if (!Node.isExpressionStatement(statement)) return null
    const expression = statement.getExpression()
    const isSet = Node.isCallExpression(expression)
      ? isOfNoMatter(expression) || setAbove(expression, above, set, initial)
      : setHere(expression, set)
    if (!isSet) return null
  }
  const parameters: Maker['parameters'][number][] = []
  for (const parameter of constructor.getParameters()) {
    const name = parameter.getName()
    const field = parameter.isParameterProperty() ? { field: name } : fields.get(name)
    if (field === undefined || parameter.isRestParameter() || !Node.isIdentifier(parameter.getNameNode())) return null
    fields.delete(name)
    initial.delete(field.field)
    parameters.push({ ...field, hasDefault: parameter.getInitializer() !== undefined })
  }
  // What is left is set from elsewhere.
  return fields.size > 0 ? null : parameters
}

type Field = Omit<Maker['parameters'][number], 'hasDefault'>

/** `super(…)` sets what the constructor above does. */
function setAbove(
  node: CallExpression,
  above: Maker,
  set: (field: Field, value: Expression) => boolean,
  initial: Map<string, string>,
): boolean {
  if (!Node.isSuperExpression(node.getExpression())) return false
  const args = node.getArguments() as Expression[]
  if (args.length > above.parameters.length) return false
  return above.parameters.every(({ hasDefault, ...field }, i) => {
    const arg = args[i]
    if (arg) return !hasDefault && set(field.ofError === 'option' ? fieldIn(arg) : field, valueIn(arg))
    // What its default is can't be told from here.
    if (!field.ofError && !hasDefault) initial.set(field.field, 'undefined')
    return !hasDefault
  })
}

/** `{ cause }` gives one of the options; what else there is gives them all. */
function fieldIn(options: Expression): Field {
  return causeIn(options) ? { field: 'cause' } : { field: 'cause', ofError: 'option' }
}

function valueIn(node: Expression): Expression {
  return causeIn(node) ?? node
}

function causeIn(node: Expression): Expression | null {
  const [property, ...others] = Node.isObjectLiteralExpression(node) ? node.getProperties() : []
  if (others.length > 0) return null
  if (Node.isShorthandPropertyAssignment(property) && property.getName() === 'cause') return property.getNameNode()
  return Node.isPropertyAssignment(property) && property.getName() === 'cause' ? property.getInitializer()! : null
}

/** What errors do besides: their stack, and their class where the language is an old one. */
function isOfNoMatter(node: CallExpression): boolean {
  return /^(?:Error\.captureStackTrace|Object\.setPrototypeOf)$/.test(node.getExpression().getText())
}

/** `this.field = value` */
function setHere(node: Expression, set: (field: Field, value: Expression) => boolean): boolean {
  if (!Node.isBinaryExpression(node) || node.getOperatorToken().getText() !== '=') return false
  const left = node.getLeft()
  if (!Node.isPropertyAccessExpression(left) || !Node.isThisExpression(left.getExpression())) return false
  return set({ field: left.getName() }, node.getRight())
}

/** As values are written, where it is the same each time. */
function initialSource(node: Expression | undefined): string | null {
  if (!node || node.getText() === 'undefined') return 'undefined'
  if (Node.isStringLiteral(node)) return stringSource(node.getLiteralText(), "'")
  if (Node.isNumericLiteral(node)) return String(node.getLiteralValue())
  if (Node.isTrueLiteral(node) || Node.isFalseLiteral(node) || Node.isNullLiteral(node)) return node.getText()
  if (/^(?:this\.constructor|new\.target)\.name$/.test(node.getText())) return classNameOf(node)
  if (Node.isArrowFunction(node) || Node.isFunctionExpression(node)) return 'function'
  const collection = /^(?:\[\]|\{\}|new (Map|Set)(?:<.*>)?\(\))$/s.exec(node.getText())
  return collection && (collection[1] === undefined ? node.getText() : `new ${collection[1]}()`)
}

/** Of an instance of the class itself; that of one below it is set to another. */
function classNameOf(node: Expression): string | null {
  const name = node.getFirstAncestor((each) => Node.isClassDeclaration(each) || Node.isClassExpression(each))?.getName()
  return name === undefined ? null : stringSource(name, "'")
}
