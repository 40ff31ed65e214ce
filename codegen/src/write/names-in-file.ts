/** The names that a file has. */
import { type ImportSpecifier, Node, type SourceFile, SyntaxKind } from 'ts-morph'
import { Names } from '../values/names.ts'

export function namesOf(source: SourceFile): Names {
  const [values, types] = [new Set<string>(), new Set<string>()]
  source.forEachDescendant((node, traversal) => {
    if (Node.isImportSpecifier(node)) {
      traversal.skip()
      ;(isType(node) ? types : values).add((node.getAliasNode() ?? node.getNameNode()).getText())
    } else if (Node.isIdentifier(node)) values.add(node.getText())
    // What stands in a function is its own.
    else if (Node.isArrowFunction(node) || Node.isFunctionExpression(node)) traversal.skip()
    else if (Node.isFunctionDeclaration(node) || Node.isClassDeclaration(node)) {
      values.add(node.getName() ?? '')
      traversal.skip()
    }
  })
  return new Names({ values, types, within: identifiersIn(source) })
}

function isType(named: ImportSpecifier): boolean {
  return named.isTypeOnly() || named.getImportDeclaration().isTypeOnly()
}

export function identifiersIn(node: Node): Set<string> {
  return new Set(node.getDescendantsOfKind(SyntaxKind.Identifier).map((each) => each.getText()))
}
