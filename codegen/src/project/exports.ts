/** By what name a module gives a function, a class or an object away. */
import { type Expression, Node, type SourceFile, SyntaxKind } from 'ts-morph'

export interface Exported {
  /** `module`: it is `module.exports` itself. */
  readonly kind: 'named' | 'default' | 'module'
  /** As it is imported; as it is called in its module, where it has no other name. */
  readonly name: string
  /** The way from what is imported to it: `['items', 'add']`. */
  readonly path: readonly string[]
}

/** How a module exports what stands at a node of it; null where it doesn't. */
export function exportOf(node: Node): Exported | null {
  return new Search().of(node)
}

/** How a module exports a variable of it; null where it doesn't. */
export function exportOfVariable(file: SourceFile, name: string): Exported | null {
  const statement = file.getVariableStatement((each) => each.getDeclarations().some((its) => its.getName() === name))
  if (statement?.hasExportKeyword()) return { kind: 'named', name, path: [] }
  return new Search().ofName(name, file)
}

/** The name under which a module exports a type that it declares; null where it has none that can be imported. */
export function exportOfType(node: Node): string | null {
  const isType =
    Node.isInterfaceDeclaration(node) ||
    Node.isTypeAliasDeclaration(node) ||
    Node.isEnumDeclaration(node) ||
    Node.isClassDeclaration(node)
  if (!isType || !Node.isSourceFile(node.getParent())) return null
  const name = node.getName() ?? ''
  if (node.hasExportKeyword() && !node.hasDefaultKeyword()) return name
  const found = new Search().ofName(name, node.getSourceFile())
  return found?.kind === 'named' && found.path.length === 0 ? found.name : null
}

class Search {
  /** Names that are being looked for: two may stand for each other. */
  readonly #sought = new Set<string>()

  of(node: Node): Exported | null {
    const parent = node.getParent()
    if (!parent) return null
    if (Node.isFunctionDeclaration(node) || Node.isClassDeclaration(node)) {
      if (!Node.isSourceFile(parent)) return null
      const name = node.getName() ?? ''
      if (!node.hasExportKeyword()) return this.ofName(name, node.getSourceFile())
      // That may take the types of the whole project.
      return node.isDefaultExport() ? { kind: 'default', name, path: [] } : { kind: 'named', name, path: [] }
    }
    if (Node.isMethodDeclaration(node) || Node.isGetAccessorDeclaration(node) || Node.isSetAccessorDeclaration(node))
      return Node.isObjectLiteralExpression(parent) ? within(this.of(parent), keyOf(node)) : null
    return this.#byParent(node, parent)
  }

  #byParent(node: Node, parent: Node): Exported | null {
    if (isWrapping(parent)) return this.of(parent)
    if (Node.isPropertyAssignment(parent) && parent.getInitializer() === node)
      return within(this.of(parent.getParentOrThrow()), keyOf(parent))
    if (Node.isShorthandPropertyAssignment(parent)) return within(this.of(parent.getParentOrThrow()), parent.getName())
    if (Node.isVariableDeclaration(parent) && parent.getInitializer() === node) {
      const statement = parent.getVariableStatement()
      const name = parent.getName()
      if (!statement || !Node.isSourceFile(statement.getParent()) || !Node.isIdentifier(parent.getNameNode()))
        return null
      return statement.hasExportKeyword() ? { kind: 'named', name, path: [] } : this.ofName(name, node.getSourceFile())
    }
    if (Node.isExportAssignment(parent))
      return { kind: parent.isExportEquals() ? 'module' : 'default', name: nameFor(node), path: [] }
    if (Node.isExportSpecifier(parent) && !parent.getExportDeclaration().hasModuleSpecifier()) {
      const name = parent.getAliasNode()?.getText() ?? parent.getName()
      return name === 'default'
        ? { kind: 'default', name: parent.getName(), path: [] }
        : { kind: 'named', name, path: [] }
    }
    const isAssigned = Node.isBinaryExpression(parent) && parent.getOperatorToken().getKind() === SyntaxKind.EqualsToken
    return isAssigned && parent.getRight() === node ? this.#assigned(parent.getLeft(), parent, node) : null
  }

  /** `module.exports = …`, `exports.a = …`, `Order.prototype.total = …`. */
  #assigned(left: Expression, assignment: Node, node: Node): Exported | null {
    if (!isTopLevel(assignment)) return null
    const parts = partsOf(left)
    if (!parts) return null
    const rest =
      parts[0] === 'module' && parts[1] === 'exports' ? parts.slice(2) : parts[0] === 'exports' ? parts.slice(1) : null
    if (rest === null) {
      const [name, ...more] = parts as [string, ...string[]]
      const found = this.ofName(name, node.getSourceFile())
      return found && { ...found, path: [...found.path, ...more] }
    }
    const [name, ...more] = rest
    return name === undefined ? { kind: 'module', name: nameFor(node), path: [] } : { kind: 'named', name, path: more }
  }

  /** What is said of a variable of the module anywhere in it. */
  ofName(name: string, file: SourceFile): Exported | null {
    if (name === '' || this.#sought.has(name)) return null
    this.#sought.add(name)
    for (const identifier of file.getDescendantsOfKind(SyntaxKind.Identifier)) {
      if (identifier.getText() !== name || !isTopLevel(identifier)) continue
      const found = this.#byParent(identifier, identifier.getParentOrThrow())
      if (found) return found
    }
    return null
  }
}

function within(found: Exported | null, key: string | null): Exported | null {
  if (!found || key === null) return null
  // What `module.exports` has is imported by its name.
  if (found.kind === 'module' && found.path.length === 0) return { kind: 'named', name: key, path: [] }
  return { ...found, path: [...found.path, key] }
}

function keyOf(node: { getNameNode(): Node }): string | null {
  const name = node.getNameNode()
  if (Node.isStringLiteral(name)) return name.getLiteralText()
  return Node.isIdentifier(name) ? name.getText() : null
}

/** A name for what has none where it is imported. */
function nameFor(node: Node): string {
  if (Node.isIdentifier(node)) return node.getText()
  return Node.isFunctionExpression(node) || Node.isClassExpression(node) ? (node.getName() ?? '') : ''
}

/** What is around a value without changing it. */
function isWrapping(node: Node): boolean {
  if (Node.isCallExpression(node)) return node.getExpression().getText() === 'Object.freeze'
  return Node.isParenthesizedExpression(node) || Node.isAsExpression(node) || Node.isSatisfiesExpression(node)
}

function partsOf(node: Node): string[] | null {
  if (Node.isIdentifier(node)) return [node.getText()]
  if (!Node.isPropertyAccessExpression(node)) return null
  const before = partsOf(node.getExpression())
  return before && [...before, node.getName()]
}

function isTopLevel(node: Node): boolean {
  return !node.getFirstAncestor(
    (each) => Node.isFunctionLikeDeclaration(each) || Node.isBlock(each) || Node.isClassDeclaration(each),
  )
}
