/**
 * Has a test pass the type checker. What a program was really called with need not be of the type that it declares: such
 * arguments are given as `never`, which is of any.
 */
import { type Diagnostic, type ExpressionStatement, Node } from 'ts-morph'

/** An argument within an argument may come to light after the outer one. */
const MAX_ROUNDS = 4

/** Of the codes of diagnostics. */
const FIRST_OF_TYPES = 2000

/**
 * @param find - gives the test, in a file that has changed
 */
export function mendTypes(find: () => ExpressionStatement): void {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const test = find()
    const wrong = new Set<Node>()
    for (const diagnostic of test.getSourceFile().getPreEmitDiagnostics())
      for (const node of argumentsOf(diagnostic, test)) wrong.add(node)
    if (wrong.size === 0) return
    // From the end, so that what comes before keeps its place; none of them is in another.
    const outer = [...wrong].filter((node) => !node.getAncestors().some((above) => wrong.has(above)))
    for (const node of outer.toSorted((a, b) => b.getStart() - a.getStart()))
      node.replaceWithText(`${node.getText()} as never`)
  }
}

function argumentsOf(diagnostic: Diagnostic, test: ExpressionStatement): Node[] {
  const start = diagnostic.getStart()
  // A type mends nothing of the syntax, nor of what a module may say.
  if (diagnostic.getCode() < FIRST_OF_TYPES) return []
  if (start === undefined || start < test.getStart() || start >= test.getEnd()) return []
  const at = test.getDescendantAtPos(start)
  const argument = [at, ...(at?.getAncestors() ?? [])].find((node) => node !== undefined && isArgument(node))
  // An argument of `test()` itself is all there is.
  if (!argument || argument.getParent() === test.getExpression() || isGiven(argument)) return []
  return Node.isArrowFunction(argument) ? [] : [argument]
}

function isArgument(node: Node): boolean {
  const parent = node.getParent()
  if (Node.isCallExpression(parent) && Node.isImportExpression(parent.getExpression())) return false
  return (Node.isCallExpression(parent) || Node.isNewExpression(parent)) && parent.getArguments().includes(node)
}

function isGiven(node: Node): boolean {
  return Node.isAsExpression(node) && node.getTypeNode()?.getText() === 'never'
}
