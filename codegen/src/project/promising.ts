/** Whether what a function gives may be a promise, where no type says so: by the expressions that it returns. */
import { type BinaryExpression, Node, SyntaxKind } from 'ts-morph'

/** Of texts, numbers, dates and lists: names that clients of services don't have. */
const METHODS: ReadonlySet<string> = new Set(
  [
    ...[String, Number, Date].flatMap((its) => Object.getOwnPropertyNames(its.prototype)),
    ...'map flatMap flat filter reduce reduceRight join every some sort toSorted reverse toReversed fill splice'.split(
      ' ',
    ),
  ].filter((name) => !['constructor', 'link', 'search', 'match', 'repeat', 'sub', 'big', 'small', 'at'].includes(name)),
)
const FUNCTIONS =
  /^(?:JSON\.\w+|Math\.\w+|Object\.\w+|Array\.(?:from|of|isArray)|Number|String|Boolean|BigInt|parseInt|parseFloat)$/

/** @param node - a function that is not async */
export function mayGivePromise(node: Node, seen: Set<Node> = new Set()): boolean {
  if (seen.has(node)) return false
  seen.add(node)
  const body = 'getBody' in node ? (node.getBody as () => Node | undefined)() : undefined
  if (!body || ('isAsync' in node && (node.isAsync as () => boolean)())) return true
  if (!Node.isBlock(body)) return mayBe(body, seen)
  return body
    .getDescendantsOfKind(SyntaxKind.ReturnStatement)
    .filter((each) => each.getFirstAncestor(isFunction) === node)
    .some((each) => mayBe(each.getExpression(), seen))
}

/** Expressions are not among what ts-morph calls like a declaration. */
function isFunction(node: Node): boolean {
  return Node.isFunctionLikeDeclaration(node) || Node.isFunctionExpression(node) || Node.isArrowFunction(node)
}

function mayBe(node: Node | undefined, seen: Set<Node>): boolean {
  if (!node) return false
  const type = node.getType()
  if (!type.isAny() && !type.isUnknown()) return /\bPromise/.test(type.getText())
  if (Node.isParenthesizedExpression(node) || Node.isAsExpression(node)) return mayBe(node.getExpression(), seen)
  if (Node.isConditionalExpression(node)) return mayBe(node.getWhenTrue(), seen) || mayBe(node.getWhenFalse(), seen)
  if (Node.isBinaryExpression(node))
    return isOneOfTwo(node) && (mayBe(node.getLeft(), seen) || mayBe(node.getRight(), seen))
  if (Node.isPropertyAccessExpression(node) || Node.isElementAccessExpression(node)) return false
  // Of a class that nobody knows; that of promises is known.
  if (Node.isNewExpression(node)) return false
  if (Node.isIdentifier(node)) return mayBeNamed(node, seen)
  if (!Node.isCallExpression(node)) return true
  const callee = node.getExpression()
  if (FUNCTIONS.test(callee.getText())) return false
  if (Node.isPropertyAccessExpression(callee)) return !METHODS.has(callee.getName())
  const declared = callee.getSymbol()?.getDeclarations()[0]
  const its = Node.isVariableDeclaration(declared) ? declared.getInitializer() : declared
  return its ? mayGivePromise(its, seen) : true
}

/** Any other operator makes something of what stands at its sides. */
function isOneOfTwo(node: BinaryExpression): boolean {
  return /^(?:&&|\|\||\?\?|,)?=?$/.test(node.getOperatorToken().getText())
}

/** A variable is what it was first; what was taken out of something is no promise. */
function mayBeNamed(name: Node, seen: Set<Node>): boolean {
  const declared = name.getSymbol()?.getDeclarations()[0]
  if (Node.isBindingElement(declared)) return false
  return Node.isVariableDeclaration(declared) ? mayBe(declared.getInitializer(), seen) : true
}
