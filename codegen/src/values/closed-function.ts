/** Functions that mean the same wherever they are written: they use nothing but their parameters, and what any program has. */
import { Node, Project, SyntaxKind } from 'ts-morph'

/** Of a language, and not of a platform: what they give depends on their arguments alone. */
const KNOWN = new Set(
  'Array BigInt Boolean Error Infinity JSON Map Math NaN Number Object RangeError RegExp Set String Symbol TypeError isFinite isNaN parseFloat parseInt undefined'.split(
    ' ',
  ),
)
/** What it gives is another each time. */
const RANDOM = /\bMath\.random\b/
/** They belong to what is around a function. */
const AROUND = new Set([SyntaxKind.ThisKeyword, SyntaxKind.SuperKeyword, SyntaxKind.MetaProperty])

let made: Project | null = null

/** To make one takes longer than all that is done with it. */
function project(): Project {
  return (made ??= new Project({ useInMemoryFileSystem: true, compilerOptions: { allowJs: true } }))
}

/** @param text - as V8 has it; a longer one is no line of a test */
export function isClosed(text: string): boolean {
  if (text === '' || text.includes('\n') || RANDOM.test(text)) return false
  const file = project().createSourceFile('function.js', `(${text})`, { overwrite: true })
  const [statement, ...others] = file.getStatements()
  if (others.length > 0 || !Node.isExpressionStatement(statement)) return false
  const wrapped = statement.getExpression()
  const its = Node.isParenthesizedExpression(wrapped) ? wrapped.getExpression() : undefined
  if (!Node.isArrowFunction(its) && !Node.isFunctionExpression(its)) return false
  const nodes = its.getDescendants()
  if (nodes.some((node) => AROUND.has(node.getKind()) || Node.isImportExpression(node))) return false
  const declared = new Set(nodes.filter(isDeclared).map((node) => node.getText()))
  return nodes.every((node) => !isUsed(node) || declared.has(node.getText()) || KNOWN.has(node.getText()))
}

function isDeclared(node: Node): boolean {
  if (!Node.isIdentifier(node)) return false
  const parent = node.getParent()
  const declares =
    Node.isParameterDeclaration(parent) ||
    Node.isVariableDeclaration(parent) ||
    Node.isBindingElement(parent) ||
    Node.isFunctionExpression(parent)
  return declares && parent.getNameNode() === node
}

/** Whether it is the name of a variable. */
function isUsed(node: Node): boolean {
  if (!Node.isIdentifier(node)) return false
  const parent = node.getParent()
  if (Node.isPropertyAccessExpression(parent)) return parent.getNameNode() !== node
  if (Node.isPropertyAssignment(parent) || Node.isMethodDeclaration(parent)) return parent.getNameNode() !== node
  return !(Node.isBindingElement(parent) && parent.getPropertyNameNode() === node)
}
