/** What a test can call of the function that is declared at a place. */
import { type ClassDeclaration, type ClassExpression, Node, Scope, type SourceFile, type Type } from 'ts-morph'
import type { Place } from '../observation.ts'
import { type Exported, exportOf } from './exports.ts'
import { mayGivePromise } from './promising.ts'
import { functionAt, type FunctionNode, nameOf } from './functions.ts'

export interface Target {
  readonly kind: 'function' | 'method' | 'getter' | 'setter' | 'constructor'
  readonly file: string
  /** Of a method, its class. */
  readonly exported: Exported
  /** Of a method, a getter or a setter. */
  readonly member: string | null
  readonly isStatic: boolean
  /** As people call it: `total`, `Order.total`. */
  readonly label: string
  readonly parameters: readonly string[]
  /** `maybe`: it isn't async, but what it returns may be a promise. */
  readonly settles: 'now' | 'later' | 'maybe'
  readonly hasResult: boolean
  /** Whether its result is never undefined, as far as its type says. */
  readonly isDefined: boolean
  readonly isGenerator: boolean
}

export type Found =
  | { readonly kind: 'target'; readonly target: Target }
  | { readonly kind: 'none'; readonly why: string }

/** Finds what a test can call to have a function called, or says why there is nothing. */
export function targetAt(file: SourceFile, place: Place, name: string): Found {
  const node = functionAt(file, place, name)
  if (!node) return none(`no function is declared in line ${place.line} of the file`)
  const label = nameOf(node)
  const owner = node.getParent()
  if (Node.isClassDeclaration(owner) || Node.isClassExpression(owner)) return memberOf(owner, node)
  if (Node.isPropertyDeclaration(owner)) return none(`${label} is a field of each instance`)
  const exported = exportOf(node)
  if (!exported) return none(label === '' ? 'it is a function without a name' : `${label} is not exported`)
  const prototype = exported.path.lastIndexOf('prototype')
  if (prototype >= 0) return ofPrototype(node, exported, prototype)
  if (Node.isGetAccessorDeclaration(node) || Node.isSetAccessorDeclaration(node))
    return none(`${label} is an accessor of an object`)
  const named = [exported.name === '' ? fileName(file) : exported.name, ...exported.path].join('.')
  return {
    kind: 'target',
    target: { ...common(node), kind: 'function', exported, member: null, isStatic: false, label: named },
  }
}

function memberOf(owner: ClassDeclaration | ClassExpression, node: FunctionNode): Found {
  const exported = exportOf(owner)
  const className = owner.getName() ?? exported?.name ?? ''
  if (!exported) return none(`the class ${className} is not exported`)
  const base = { ...common(node), exported, member: null, isStatic: false }
  if (Node.isConstructorDeclaration(node))
    return { kind: 'target', target: { ...base, kind: 'constructor', label: className } }
  const member = nameOf(node)
  const isHidden = Node.isScoped(node) && node.getScope() !== Scope.Public
  if (member.startsWith('#') || isHidden) return none(`${className}.${member} is private`)
  if (member.startsWith('[')) return none(`${className}${member} has no name`)
  const isStatic = Node.isStaticable(node) && node.isStatic()
  const kind = Node.isGetAccessorDeclaration(node)
    ? 'getter'
    : Node.isSetAccessorDeclaration(node)
      ? 'setter'
      : 'method'
  return { kind: 'target', target: { ...base, kind, member, isStatic, label: `${className}.${member}` } }
}

/** `Order.prototype.total = function () {…}` */
function ofPrototype(node: FunctionNode, exported: Exported, prototype: number): Found {
  const path = exported.path.slice(0, prototype)
  const member = exported.path[prototype + 1]
  if (member === undefined) return none('it is a prototype')
  const label = `${path.at(-1) ?? exported.name}.${member}`
  return {
    kind: 'target',
    target: { ...common(node), kind: 'method', exported: { ...exported, path }, member, isStatic: false, label },
  }
}

function common(
  node: FunctionNode,
): Pick<Target, 'file' | 'parameters' | 'settles' | 'hasResult' | 'isDefined' | 'isGenerator'> {
  const isGenerator = 'isGenerator' in node && node.isGenerator()
  return {
    file: node.getSourceFile().getFilePath(),
    parameters: node.getParameters().map((parameter) => {
      const name = parameter.getNameNode()
      return Node.isIdentifier(name) ? name.getText() : 'options'
    }),
    ...resultOf(node),
    isGenerator,
  }
}

function resultOf(node: FunctionNode): Pick<Target, 'settles' | 'hasResult' | 'isDefined'> {
  if (Node.isConstructorDeclaration(node)) return { settles: 'now', hasResult: true, isDefined: true }
  const type = node.getReturnType()
  const isAsync = 'isAsync' in node && node.isAsync()
  if (isAsync || /^Promise(?:Like)?$/.test(type.getSymbol()?.getName() ?? ''))
    return { settles: 'later', ...givenOf(type.getTypeArguments()[0]) }
  const isOpen =
    ((type.isAny() || type.isUnknown()) && mayGivePromise(node)) || (type.isUnion() && /\bPromise/.test(type.getText()))
  return { settles: isOpen ? 'maybe' : 'now', ...givenOf(type) }
}

function givenOf(type: Type | undefined): Pick<Target, 'hasResult' | 'isDefined'> {
  const parts = type?.isUnion() ? type.getUnionTypes() : [type]
  return { hasResult: !isVoid(type), isDefined: !parts.some((part) => isVoid(part)) }
}

function isVoid(type: Type | undefined): boolean {
  return type !== undefined && (type.isVoid() || type.isUndefined() || type.isNever())
}

function none(why: string): Found {
  return { kind: 'none', why }
}

function fileName(file: SourceFile): string {
  return file.getBaseNameWithoutExtension()
}
