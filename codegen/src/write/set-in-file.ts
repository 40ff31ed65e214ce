/** Environment variables that a test file sets for all of its tests, before it loads modules. */
import {
  Node,
  type NoSubstitutionTemplateLiteral,
  type SourceFile,
  type Statement,
  type StringLiteral,
  SyntaxKind,
} from 'ts-morph'

export interface SetInFile {
  /** Null where it is taken away, undefined where it is computed. */
  readonly value: string | null | undefined
  readonly statement: Statement
}

/** By their names: what stands at the top of the file, and in `vi.hoisted`. */
export function setInFile(source: SourceFile): ReadonlyMap<string, SetInFile> {
  const found = new Map<string, SetInFile>()
  for (const statement of source.getStatements().flatMap(withHoisted)) {
    const its = Node.isExpressionStatement(statement) ? changeOf(statement.getExpression()) : null
    if (its) found.set(its.name, { value: its.value, statement })
  }
  return found
}

function withHoisted(statement: Statement): Statement[] {
  const its = Node.isExpressionStatement(statement) ? statement.getExpression() : undefined
  if (!Node.isCallExpression(its) || its.getExpression().getText() !== 'vi.hoisted') return [statement]
  const [run] = its.getArguments()
  const body = Node.isArrowFunction(run) || Node.isFunctionExpression(run) ? run.getBody() : undefined
  return Node.isBlock(body) ? body.getStatements() : []
}

function changeOf(its: Node): { readonly name: string; readonly value: string | null | undefined } | null {
  if (Node.isDeleteExpression(its)) {
    const name = variableOf(its.getExpression())
    return name === null ? null : { name, value: null }
  }
  if (!Node.isBinaryExpression(its) || its.getOperatorToken().getKind() !== SyntaxKind.EqualsToken) return null
  const name = variableOf(its.getLeft())
  const given = its.getRight()
  return name === null ? null : { name, value: isText(given) ? given.getLiteralText() : undefined }
}

/** The name in `process.env.NAME` or `process.env['NAME']`. */
function variableOf(its: Node): string | null {
  const isNamed = Node.isPropertyAccessExpression(its)
  if (!isNamed && !Node.isElementAccessExpression(its)) return null
  if (its.getExpression().getText() !== 'process.env') return null
  if (isNamed) return its.getName()
  const name = its.getArgumentExpression()
  return isText(name) ? name.getLiteralText() : null
}

function isText(its: Node | undefined): its is StringLiteral | NoSubstitutionTemplateLiteral {
  return Node.isStringLiteral(its) || Node.isNoSubstitutionTemplateLiteral(its)
}
