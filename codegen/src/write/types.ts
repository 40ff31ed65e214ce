/**
 * Has a test pass the type checker, and read as its project's types have it: members of enums by their names. What a program
 * was really called with need not be of the type that it declares: it is given as of that type where TypeScript lets it be,
 * else as `never`, which is of any.
 */
import { type Diagnostic, type Expression, type ExpressionStatement, Node, type VariableDeclaration } from 'ts-morph'
import type { TypeNames } from './type-names.ts'

/** A value within a value may come to light after the outer one, and that it can't be of a type after that. */
const MAX_ROUNDS = 8

/** Of the codes of diagnostics. */
const FIRST_OF_TYPES = 2000
/** A literal that has more properties than its type. */
const UNKNOWN_PROPERTIES: ReadonlySet<number> = new Set([2353, 2561])

/**
 * @param find - gives the test, in a file that has changed
 */
export function mendTypes(find: () => ExpressionStatement, names: TypeNames): void {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    nameMembers(find(), names)
    const test = find()
    const wrong = new Set<Expression>()
    for (const diagnostic of test.getSourceFile().getPreEmitDiagnostics()) {
      const node = wrongIn(diagnostic, test)
      if (node) wrong.add(node)
    }
    if (wrong.size === 0) return
    // What is of no type yet is of that of what holds it.
    const outer = [...wrong].filter((node) => !node.getAncestors().some((above) => wrong.has(above as Expression)))
    const mends = outer.map((node) => mendOf(node, names))
    apply(mends, names)
  }
}

interface Mend {
  readonly at: number
  readonly mend: () => void
}

/** From the end, so that what comes before keeps its place; imports come before all of it. */
function apply(mends: readonly Mend[], names: TypeNames): void {
  // A name may be given several times.
  const places = new Map(mends.map((its) => [its.at, its]))
  for (const { mend } of [...places.values()].toSorted((a, b) => b.at - a.at)) mend()
  names.apply()
}

function mendOf(node: Expression, names: TypeNames): Mend {
  // It can't be of that type.
  if (Node.isAsExpression(node)) return replaced(node, `${node.getExpression().getText()} as never`)
  const held = Node.isIdentifier(node) ? unknownHeldBy(node) : null
  const types = held && names.held(node)
  if (held && types)
    return { at: held.from, mend: () => void node.getSourceFile().replaceText([held.from, held.to], types) }
  const name = isNothing(node) ? null : names.contextual(node)
  const unknown = name !== null && Node.isIdentifier(node) ? unknownOf(node) : null
  if (unknown) return replaced(unknown, name as string)
  const declared = name !== null && Node.isIdentifier(node) ? declarationIn(node) : null
  if (declared) {
    const at = declared.getNameNode().getEnd()
    const file = declared.getSourceFile()
    return { at, mend: () => void file.insertText(at, `: ${name}`) }
  }
  return replaced(node, `${node.getText()} as ${name ?? 'never'}`)
}

function replaced(node: Node, text: string): Mend {
  const parent = node.getParent()
  const file = node.getSourceFile()
  // `{ status }`
  const whole = Node.isShorthandPropertyAssignment(parent) ? `${parent.getName()}: ${text}` : text
  const [start, end] = [node.getStart(), node.getEnd()]
  return { at: start, mend: () => void file.replaceText([start, end], whole) }
}

function declarationOf(name: Expression): Node | undefined {
  const parent = name.getParent()
  // `{ status }`
  const symbol = Node.isShorthandPropertyAssignment(parent) ? parent.getValueSymbol() : name.getSymbol()
  return symbol?.getDeclarations()[0]
}

/** The constant of the test that a name stands for, where nothing says its type. */
function declarationIn(name: Expression): VariableDeclaration | null {
  const declared = declarationOf(name)
  if (!Node.isVariableDeclaration(declared) || declared.getSourceFile() !== name.getSourceFile()) return null
  return !declared.getTypeNode() && Node.isObjectLiteralExpression(declared.getInitializer()) ? declared : null
}

/** Where it is said of the collection that a name stands for that what it holds is unknown. */
function unknownHeldBy(name: Expression): { readonly from: number; readonly to: number } | null {
  const declared = declarationOf(name)
  const value = Node.isVariableDeclaration(declared) ? declared.getInitializer() : undefined
  const types = Node.isNewExpression(value) ? value.getTypeArguments() : []
  const [first, last] = [types[0], types.at(-1)]
  if (!first || !last || types.some((its) => its.getText() !== 'unknown')) return null
  return first.getSourceFile() === name.getSourceFile() ? { from: first.getStart(), to: last.getEnd() } : null
}

/** Where it is said of the constant of the test that a name stands for that its type is unknown. */
function unknownOf(name: Expression): Node | null {
  const declared = declarationOf(name)
  const value = Node.isVariableDeclaration(declared) ? declared.getInitializer() : undefined
  const type = Node.isAsExpression(value) ? value.getTypeNode() : undefined
  return type?.getText() === 'unknown' && type.getSourceFile() === name.getSourceFile() ? type : null
}

/** It is of no other type. */
function isNothing(node: Node): boolean {
  return Node.isNullLiteral(node) || node.getText() === 'undefined'
}

/** Enums are no less right by their values, where these are numbers. */
function nameMembers(test: ExpressionStatement, names: TypeNames): void {
  const literals = test.getDescendants().filter(isLiteral)
  const mends = literals.flatMap((node): Mend[] => {
    const name = names.member(node)
    return name === null ? [] : [replaced(node, name)]
  })
  apply(mends, names)
}

function isLiteral(node: Node): node is Expression {
  const parent = node.getParent()
  if (Node.isPrefixUnaryExpression(parent) || (Node.isPropertyAssignment(parent) && parent.getNameNode() === node))
    return false
  return Node.isStringLiteral(node) || Node.isNumericLiteral(node) || Node.isPrefixUnaryExpression(node)
}

/** The narrowest value that a type is wrong of. */
function wrongIn(diagnostic: Diagnostic, test: ExpressionStatement): Expression | null {
  const start = diagnostic.getStart()
  const code = diagnostic.getCode()
  // A type mends nothing of the syntax, nor of what a module may say.
  if (code < FIRST_OF_TYPES) return null
  if (start === undefined || start < test.getStart() || start >= test.getEnd()) return null
  const at = test.getDescendantAtPos(start)
  const around = [at, ...(at?.getAncestors() ?? [])].filter((node) => node !== undefined)
  const whole = around.find((node) => isArgument(node) || isOfType(node))
  // An argument of `test()` itself is all there is.
  if (!whole || whole.getParent() === test.getExpression() || Node.isArrowFunction(whole)) return null
  const inner = around
    .slice(0, around.indexOf(whole) + 1)
    .flatMap((node) => valueOf(node, start, UNKNOWN_PROPERTIES.has(code)) ?? [])
  const its = inner[0] ?? whole
  return isGiven(its) ? null : (its as Expression)
}

/** What a diagnostic at its beginning is about: a value of an object, or of a list, or one that is given a type. */
function valueOf(node: Node, start: number, isOfWhole: boolean): Node | null {
  const parent = node.getParent()
  if (Node.isAsExpression(node) && node.getStart() === start) return node
  const isName = Node.isPropertyAssignment(parent) && parent.getNameNode() === node
  if (isName || Node.isShorthandPropertyAssignment(parent)) {
    if (isOfWhole) return parent.getParentOrThrow()
    return isName ? parent.getInitializerOrThrow() : node
  }
  return Node.isArrayLiteralExpression(parent) && node.getStart() === start ? node : null
}

function isArgument(node: Node): boolean {
  const parent = node.getParent()
  if (Node.isCallExpression(parent) && Node.isImportExpression(parent.getExpression())) return false
  return (Node.isCallExpression(parent) || Node.isNewExpression(parent)) && parent.getArguments().includes(node)
}

/** What a constant is, whose type is declared. */
function isOfType(node: Node): boolean {
  const parent = node.getParent()
  return Node.isVariableDeclaration(parent) && parent.getTypeNode() !== undefined && parent.getInitializer() === node
}

function isGiven(node: Node): boolean {
  return Node.isAsExpression(node) && node.getTypeNode()?.getText() === 'never'
}
