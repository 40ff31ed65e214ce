/** How a project orders what its files import. */
import { builtinModules } from 'node:module'
import { type CommentRange, Node, type SourceFile, type Statement } from 'ts-morph'

/** Of Node's own modules, of packages, of the project's own: the order in which most have them. */
export function rankOf(statement: string): number {
  const specifier = specifierOf(statement) ?? ''
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return 0
  return /^(?:[.#~]|@\/)/.test(specifier) ? 2 : 1
}

/** From which a statement imports; null where it doesn't. */
export function specifierOf(statement: string): string | null {
  const found = /^import\s*['"](.+?)['"]|^import\b[^;]*?\bfrom\s*['"](.+?)['"]|\brequire\(\s*['"](.+?)['"]/s.exec(
    statement,
  )
  return found?.[1] ?? found?.[2] ?? found?.[3] ?? null
}

export function isImport(statement: Statement): boolean {
  if (Node.isImportDeclaration(statement)) return true
  return Node.isVariableStatement(statement) && /=\s*require\(/.test(statement.getText())
}

/** How many statements at the beginning of a file are directives, as `'use strict'` is. */
export function directivesIn(file: SourceFile): number {
  const end = file
    .getStatements()
    .findIndex((each) => !Node.isExpressionStatement(each) || !Node.isStringLiteral(each.getExpression()))
  return end < 0 ? file.getStatements().length : end
}

/** Puts lines before the statements of a file, but behind its directives and what is said of the file as a whole. */
export function insertFirst(file: SourceFile, lines: readonly string[]): void {
  const statements = file.getStatements()
  const directives = directivesIn(file)
  const first = statements[directives]
  // Comments over what is imported are seldom about that.
  if (first && isImport(first)) return void file.insertText(first.getStart(), `${lines.join('\n')}\n`)
  const comment = first?.getLeadingCommentRanges().findLast((each) => isOfFile(each, file))
  const before = statements[directives - 1] ?? comment
  if (before) file.insertText(before.getEnd(), `\n\n${lines.join('\n')}`)
  else file.insertStatements(0, lines)
}

function isOfFile(comment: CommentRange, file: SourceFile): boolean {
  return /@(?:jest|vitest)-/.test(comment.getText()) || /^\s*\n\s*\n/.test(file.getFullText().slice(comment.getEnd()))
}

export function isStrict(file: SourceFile): boolean {
  return /^['"]use strict['"]/.test(file.getStatements()[0]?.getText() ?? '')
}

/** For each step from one rank to another, whether a line is left free. */
export function areGroupsApart(file: SourceFile): boolean[] {
  const statements = file.getStatements()
  return statements.flatMap((statement, i) => {
    const before = statements[i - 1]
    if (!before || !isImport(before) || !isImport(statement)) return []
    if (rankOf(before.getText()) === rankOf(statement.getText())) return []
    return [/\n\s*\n/.test(statement.getFullText().slice(0, statement.getLeadingTriviaWidth()))]
  })
}

export function inOrder(a: string, b: string): number {
  const [lowA, lowB] = [a.toLowerCase(), b.toLowerCase()]
  return lowA < lowB || (lowA === lowB && a < b) ? -1 : a === b ? 0 : 1
}
