/** Which errors a function declares: those that its comment names, and those that it makes and throws itself. */
import { type JSDoc, Node, SyntaxKind, type SourceFile } from 'ts-morph'
import type { Place } from '../observation.ts'
import { type FunctionNode, functionAt } from '../project/functions.ts'

/** @returns the names of their classes: `OutOfStock`, `errors.OutOfStock` */
export function declaredErrors(file: SourceFile, place: Place, name: string): string[] {
  const node = functionAt(file, place, name)
  return node ? [...new Set([...documented(node), ...thrown(node)])] : []
}

/** `@throws {OutOfStock} where …`, `@throws OutOfStock where …`. */
function documented(node: FunctionNode): string[] {
  return docsOf(node).flatMap((doc) =>
    doc.getTags().flatMap((tag) => {
      if (!/^(?:throws|exception)$/.test(tag.getTagName())) return []
      const [, braced, plain] = /@\w+\s+(?:\{([^}]*)\}|([A-Z][\w$.]*))/.exec(tag.getText()) ?? []
      return (braced ?? plain ?? '')
        .split('|')
        .map((it) => it.trim())
        .filter((it) => /^[\w$.]+$/.test(it))
    }),
  )
}

/** Of a function that is the value of a variable or of a property, the comment stands over its statement. */
function docsOf(node: FunctionNode): JSDoc[] {
  if (Node.isJSDocable(node) && node.getJsDocs().length > 0) return node.getJsDocs()
  const parent = node.getParent()
  const isValue = Node.isVariableDeclaration(parent) || Node.isBinaryExpression(parent)
  const statement = isValue ? parent.getFirstAncestor((each) => Node.isStatement(each)) : undefined
  return Node.isJSDocable(statement) ? statement.getJsDocs() : []
}

function thrown(node: FunctionNode): string[] {
  return node.getDescendantsOfKind(SyntaxKind.ThrowStatement).flatMap((statement) => {
    const made = statement.getExpression()
    return Node.isNewExpression(made) ? [made.getExpression().getText()] : []
  })
}
