/** What a test can call of the function that is declared at a place. */
import {
  type ClassDeclaration,
  type ClassExpression,
  Node,
  Scope,
  type SourceFile,
  SyntaxKind,
  type Type,
} from 'ts-morph'
import type { Place } from '../observation.ts'
import { type Exported, exportOf } from './exports.ts'
import { mayGivePromise } from './promising.ts'
import { functionAt, type FunctionNode, isFunction, nameOf } from './functions.ts'

export interface Target {
  readonly kind: 'function' | 'method' | 'getter' | 'setter' | 'constructor'
  readonly file: string
  /** Of a method, its class. */
  readonly exported: Exported
  /** Whether that is no export: an exported function of its module gives instances of it. */
  readonly isHidden?: true
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

/** Whether it is called on an object. */
export function isMember({ isStatic, kind }: Pick<Target, 'isStatic' | 'kind'>): boolean {
  return !isStatic && ['method', 'getter', 'setter'].includes(kind)
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
  if (!exported) return none(label === '' ? 'nothing exports it under a name' : `${label} is not exported`)
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
  const isHidden = exported === null && isGiven(owner) && !Node.isConstructorDeclaration(node) && !isStaticMember(node)
  if (!exported && !isHidden) return none(`the class ${className} is not exported`)
  const its: Pick<Target, 'exported' | 'isHidden'> = exported
    ? { exported }
    : { exported: { kind: 'named', name: className, path: [] }, isHidden: true }
  const base = { ...common(node), ...its, member: null, isStatic: false }
  if (Node.isConstructorDeclaration(node))
    return { kind: 'target', target: { ...base, kind: 'constructor', label: className } }
  const member = nameOf(node)
  const isNotPublic = Node.isScoped(node) && node.getScope() !== Scope.Public
  if (member.startsWith('#') || isNotPublic) return none(`${className}.${member} is private`)
  if (member.startsWith('[')) return none(`${className}${member} has no name`)
  const isStatic = isStaticMember(node)
  const kind = Node.isGetAccessorDeclaration(node)
    ? 'getter'
    : Node.isSetAccessorDeclaration(node)
      ? 'setter'
      : 'method'
  return { kind: 'target', target: { ...base, kind, member, isStatic, label: `${className}.${member}` } }
}

function isStaticMember(node: FunctionNode): boolean {
  return Node.isStaticable(node) && node.isStatic()
}

/** Whether an exported function of the module makes instances of a class. */
function isGiven(owner: ClassDeclaration | ClassExpression): boolean {
  const name = owner.getName()
  if (name === undefined) return false
  return owner
    .getSourceFile()
    .getDescendantsOfKind(SyntaxKind.NewExpression)
    .filter((made) => made.getExpression().getText() === name)
    .some((made) => made.getAncestors().some((each) => isFunction(each) && exportOf(each) !== null))
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
