/**
 * How a project makes its instance of a package's class, where a test can make one in the same way:
 * `new Pool({ connectionString: process.env.DATABASE_URL })`.
 */
import path from 'node:path'
import { isSecretName } from '@retrace/core/recordings'
import {
  type Identifier,
  Node,
  type NoSubstitutionTemplateLiteral,
  type StringLiteral,
  type TemplateHead,
  type TemplateMiddle,
  type TemplateTail,
  type VariableDeclaration,
} from 'ts-morph'
import { type Exported, exportOfVariable } from './exports.ts'
import { constructionSite } from './construction-site.ts'
import { nameOfClass } from './instances.ts'
import type { UserProject } from './project.ts'

/** Source, with texts, and with what a test has to import in its place. */
export type ConstructionPart = string | ConstructionText | FromPackage | FromModule

/** A text of the project's own source. */
export interface ConstructionText {
  readonly kind: 'text'
  /** What is to stand there. */
  readonly text: string
  /** What the project has there, and how that is written. */
  readonly value: string
  readonly source: string
  /** What it is called: a property, or a constant; empty where it has no name. */
  readonly name: string
  /** Whether it is a part of a template. */
  readonly isInTemplate: boolean
}

export interface FromPackage {
  readonly kind: 'package'
  readonly specifier: string
  /** Null for what it exports by default, or all that it exports. */
  readonly name: string | null
  /** What the project calls it. */
  readonly local: string
}

export interface FromModule {
  readonly kind: 'module'
  readonly file: string
  readonly exported: Exported
}

/** Constants that stand for constants: deeper than this nobody has them. */
const MAX_DEPTH = 5

export interface Construction {
  readonly parts: readonly ConstructionPart[]
  /** What is awaited of it before it can be used: `connect`; null where nothing is. */
  readonly awaits: string | null
}

/** Each test is written several times. */
const known = new WeakMap<UserProject, Map<string, Construction | null>>()

/** Null where a project makes none, or makes them in several ways, or of what a test can't have. */
export function constructionOf(project: UserProject, className: string): Construction | null {
  const its = known.get(project) ?? new Map<string, Construction | null>()
  known.set(project, its)
  const there = its.get(className)
  if (there !== undefined) return there
  const found = findConstruction(project, className)
  its.set(className, found)
  return found
}

function findConstruction(project: UserProject, className: string): Construction | null {
  const site = constructionSite(project, nameOfClass(className))
  if (!site) return null
  // Classes of the project, and those that any program has, are made by what is seen of their instances.
  const [callee] = partsOf(site.node.getExpression(), '', 0) ?? []
  if (typeof callee !== 'object' || callee.kind !== 'package') return null
  const parts = partsOf(site.node, '', 0)
  return parts && { parts, awaits: site.awaits }
}

/** @param name - what it is called where it stands for something */
function partsOf(node: Node, name: string, depth: number): ConstructionPart[] | null {
  if (depth > MAX_DEPTH) return null
  const parts: ConstructionPart[] = []
  let at = node.getStart()
  const whole = node.getSourceFile().getFullText()
  const put = (until: Node, its: readonly ConstructionPart[]): void => {
    parts.push(whole.slice(at, until.getStart()), ...its)
    at = until.getEnd()
  }
  for (const each of [node, ...node.getDescendants()]) {
    if (each.getStart() < at) continue
    if (isOfItsPlace(each)) return null
    if (isText(each)) put(each, [textOf(each, nameOf(each, node, name))])
    if (Node.isIdentifier(each)) {
      if (isNameOnly(each)) continue
      const its = referenceOf(each, node, nameOf(each, node, name), depth)
      if (its === null) return null
      if (its === 'itself') continue
      const parent = each.getParent()
      if (Node.isShorthandPropertyAssignment(parent)) put(each, [`${each.getText()}: `, ...its.parts])
      else put(its.until ?? each, its.parts)
    }
  }
  parts.push(whole.slice(at, node.getEnd()))
  return parts.filter((part) => part !== '')
}

type Text = StringLiteral | NoSubstitutionTemplateLiteral | TemplateHead | TemplateMiddle | TemplateTail

function isText(node: Node): node is Text {
  if (isTemplatePart(node) || Node.isNoSubstitutionTemplateLiteral(node)) return true
  const parent = node.getParent()
  return Node.isStringLiteral(node) && !(Node.isPropertyAssignment(parent) && parent.getNameNode() === node)
}

function isTemplatePart(node: Node): node is TemplateHead | TemplateMiddle | TemplateTail {
  return Node.isTemplateHead(node) || Node.isTemplateMiddle(node) || Node.isTemplateTail(node)
}

function textOf(node: Text, name: string): ConstructionText {
  const value = node.getLiteralText()
  return { kind: 'text', text: value, value, source: node.getText(), name, isInTemplate: isTemplatePart(node) }
}

/** The innermost name, unless one further out, or that of what it stands for, is one of secrets. */
function nameOf(node: Node, within: Node, outer: string): string {
  const around = node.getAncestors()
  const own = around
    .slice(0, around.indexOf(within) + 1)
    .flatMap((each) =>
      Node.isPropertyAssignment(each) || Node.isShorthandPropertyAssignment(each) ? each.getName() : [],
    )
  const names = [...own.map((name) => name.replaceAll(/^['"]|['"]$/g, '')), outer]
  return names.find(isSecretName) ?? (names[0] as string)
}

/** What means something else in another place. */
function isOfItsPlace(node: Node): boolean {
  return (
    Node.isThisExpression(node) ||
    Node.isAwaitExpression(node) ||
    Node.isYieldExpression(node) ||
    Node.isMetaProperty(node) ||
    Node.isSuperExpression(node) ||
    (Node.isCallExpression(node) && /^(?:require|import)$/.test(node.getExpression().getText())) ||
    (Node.isTypeReference(node) && node.getText() !== 'const')
  )
}

/** Whether it is the name of a property, and no variable. */
function isNameOnly(node: Identifier): boolean {
  const parent = node.getParent()
  if (Node.isPropertyAccessExpression(parent)) return parent.getNameNode() === node
  if (Node.isTypeReference(parent)) return true
  return (Node.isPropertyAssignment(parent) || Node.isMethodDeclaration(parent)) && parent.getNameNode() === node
}

interface Reference {
  readonly parts: readonly ConstructionPart[]
  /** What it takes the place of, where that is more than itself. */
  readonly until?: Node
}

function referenceOf(node: Identifier, within: Node, called: string, depth: number): Reference | 'itself' | null {
  const name = node.getText()
  const declared = declarationOf(node)
  if (declared === null) return name in globalThis ? 'itself' : null
  if (declared === within || within.containsRange(declared.getPos(), declared.getEnd())) return 'itself'
  const imported = importOf(declared, node)
  if (imported) return imported
  if (!Node.isVariableDeclaration(declared)) return null
  const file = declared.getSourceFile()
  const exported = exportOfVariable(file, name)
  const isOfFile = declared.getVariableStatement()?.getParent() === file
  if (isOfFile && exported) return { parts: [{ kind: 'module', file: file.getFilePath(), exported }] }
  return inlined(declared, isSecretName(called) ? called : name, depth)
}

/** A constant is what it was set to, wherever that is read. */
function inlined(declared: VariableDeclaration, name: string, depth: number): Reference | null {
  const value = declared.getInitializer()
  const isConstant = declared.getVariableStatement()?.getDeclarationKind() === 'const'
  if (!value || !isConstant || !Node.isIdentifier(declared.getNameNode())) return null
  const parts = partsOf(value, name, depth + 1)
  return parts && { parts: isSimple(value) ? parts : ['(', ...parts, ')'] }
}

function isSimple(node: Node): boolean {
  return (
    Node.isLiteralExpression(node) ||
    Node.isObjectLiteralExpression(node) ||
    Node.isPropertyAccessExpression(node) ||
    Node.isElementAccessExpression(node) ||
    Node.isCallExpression(node)
  )
}

/** Found by its name alone, from the inside outward: a type checker would take seconds. */
function declarationOf(node: Identifier): Node | null {
  const name = node.getText()
  for (const around of node.getAncestors()) {
    if (Node.isFunctionLikeDeclaration(around) || Node.isArrowFunction(around) || Node.isFunctionExpression(around)) {
      const parameter = around.getParameters().find((each) => namesIn(each.getNameNode()).includes(name))
      if (parameter) return parameter
    }
    if (!Node.isBlock(around) && !Node.isSourceFile(around) && !Node.isCaseClause(around)) continue
    const found = around.getStatements().find((each) => declares(each, name))
    if (!found) continue
    if (!Node.isVariableStatement(found)) return found
    return found.getDeclarations().find((each) => namesIn(each.getNameNode()).includes(name)) ?? found
  }
  return null
}

function declares(statement: Node, name: string): boolean {
  if (Node.isImportDeclaration(statement)) return importedIn(statement).includes(name)
  if (Node.isVariableStatement(statement))
    return statement.getDeclarations().some((each) => namesIn(each.getNameNode()).includes(name))
  return (
    (Node.isFunctionDeclaration(statement) ||
      Node.isClassDeclaration(statement) ||
      Node.isEnumDeclaration(statement)) &&
    statement.getName() === name
  )
}

function importedIn(node: Node): string[] {
  if (!Node.isImportDeclaration(node) || node.isTypeOnly()) return []
  const named = node.getNamedImports().map((each) => (each.getAliasNode() ?? each.getNameNode()).getText())
  return [node.getDefaultImport()?.getText() ?? '', node.getNamespaceImport()?.getText() ?? '', ...named]
}

function namesIn(node: Node): string[] {
  if (Node.isIdentifier(node)) return [node.getText()]
  return Node.isObjectBindingPattern(node) || Node.isArrayBindingPattern(node)
    ? node.getElements().flatMap((each) => (Node.isBindingElement(each) ? namesIn(each.getNameNode()) : []))
    : []
}

/** What an identifier is of a package; null where it is none. */
function importOf(declared: Node, node: Identifier): Reference | null {
  const local = node.getText()
  if (Node.isImportDeclaration(declared)) {
    const specifier = declared.getModuleSpecifierValue()
    const named = declared
      .getNamedImports()
      .find((each) => (each.getAliasNode() ?? each.getNameNode()).getText() === local)
    if (specifier.startsWith('.') || specifier.startsWith('#')) return fromModule(declared, named?.getName() ?? null)
    if (declared.getNamespaceImport()?.getText() === local) return ofNamespace(specifier, node)
    return { parts: [{ kind: 'package', specifier, name: named?.getName() ?? null, local }] }
  }
  if (!Node.isVariableDeclaration(declared)) return null
  const required = /^require\((['"])([^.#'"][^'"]*)\1\)(?:\.(\w+))?$/.exec(declared.getInitializer()?.getText() ?? '')
  if (!required) return null
  const [, , specifier = '', member = null] = required
  const pattern = declared.getNameNode()
  if (Node.isIdentifier(pattern)) return { parts: [{ kind: 'package', specifier, name: member, local }] }
  if (!Node.isObjectBindingPattern(pattern) || member !== null) return null
  const element = pattern.getElements().find((each) => each.getName() === local)
  const name = element?.getPropertyNameNode()?.getText() ?? local
  return element ? { parts: [{ kind: 'package', specifier, name, local }] } : null
}

/** Of `import * as pg` the member that is used. */
function ofNamespace(specifier: string, node: Identifier): Reference | null {
  const parent = node.getParent()
  if (!Node.isPropertyAccessExpression(parent) || parent.getExpression() !== node) return null
  const name = parent.getName()
  return { parts: [{ kind: 'package', specifier, name, local: name }], until: parent }
}

function fromModule(declared: Node, name: string | null): Reference | null {
  const file = Node.isImportDeclaration(declared) ? declared.getModuleSpecifierSourceFile() : undefined
  if (!file || name === null || path.extname(file.getFilePath()) === '.json') return null
  return { parts: [{ kind: 'module', file: file.getFilePath(), exported: { kind: 'named', name, path: [] } }] }
}
