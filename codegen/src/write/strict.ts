/**
 * Has a test pass the linters that are strict about types: nothing is of any type (what matchers and JSON are is unknown, until
 * something says what it is to be), and what gives nothing is no result of a function.
 */
import { type ExpressionStatement, Node, SyntaxKind } from 'ts-morph'

interface Edit {
  readonly at: number
  readonly text: string
}

export function makeStrict(test: ExpressionStatement): void {
  const file = test.getSourceFile()
  const edits = [...untypedIn(test), ...emptyIn(test)]
  for (const { at, text } of edits.toSorted((a, b) => b.at - a.at)) file.insertText(at, text)
}

const UNTYPED = /^(?:expect\.\w+|JSON\.parse)$/

function untypedIn(test: ExpressionStatement): Edit[] {
  return test.getDescendantsOfKind(SyntaxKind.CallExpression).flatMap((node): Edit[] => {
    const isUntyped = UNTYPED.test(node.getExpression().getText()) && node.getType().isAny()
    return isUntyped && !Node.isAsExpression(node.getParent()) ? [{ at: node.getEnd(), text: ' as unknown' }] : []
  })
}

function emptyIn(test: ExpressionStatement): Edit[] {
  return test.getDescendantsOfKind(SyntaxKind.ArrowFunction).flatMap((node): Edit[] => {
    const body = node.getBody()
    if (Node.isBlock(body) || !Node.isExpression(body) || !body.getType().isVoid()) return []
    return [
      { at: body.getStart(), text: '{ ' },
      { at: body.getEnd(), text: ' }' },
    ]
  })
}
