/** Tests that were written before: they are known by their comment, which also tells whether anybody has changed them. */
import { createHash } from 'node:crypto'
import { areAlike } from '@retrace/core/recordings'
import { type ExpressionStatement, Node, type SourceFile, type Statement, SyntaxKind, ts } from 'ts-morph'
import type { Subject } from './plan.ts'
import { areOfDifferent, isTitleOfProperty, plainTitle } from './title.ts'

export interface OwnTest {
  readonly statement: ExpressionStatement
  readonly title: string
  readonly isEdited: boolean
}

/** The two lines over a test. */
export function commentOf(recording: { readonly id: string; readonly began: string }, test: string): string {
  return `// Recorded ${recording.began.replace(/\.\d+Z$/, 'Z')}\n// ${recording.id} ${checksumOf(test)}`
}

/**
 * The test of a recording for a function, if a file has it; that of a property also where another recording has the same test.
 *
 * @param title - as the new one is to be called: one of another error is another test, and so is one of a result
 */
export function findOwnTest(
  file: SourceFile,
  id: string,
  { label, answeredFrom }: Omit<Subject, 'file'>,
  title: string,
): OwnTest | null {
  for (const statement of file.getStatements()) {
    const its = writtenIn(statement)
    if (its === null || isTitleOfProperty(its.title) !== (answeredFrom !== undefined)) continue
    if (areOfDifferent(its.title, title)) continue
    if (its.id !== id && (answeredFrom === undefined || !names(its, answeredFrom))) continue
    if (its.title === label || its.title.startsWith(`${label} `)) return its
  }
  return null
}

function names({ statement }: OwnTest, title: string): boolean {
  return literalsIn(statement).includes(title)
}

export function literalsIn(node: Node): string[] {
  return node.getDescendantsOfKind(SyntaxKind.StringLiteral).map((text) => text.getLiteralText())
}

/** A test that was written of a recording; null where a statement is none. */
function writtenIn(statement: Statement): (OwnTest & { readonly id: string }) | null {
  if (!Node.isExpressionStatement(statement)) return null
  const title = titleOf(statement)
  if (title === null) return null
  for (const comment of statement.getLeadingCommentRanges()) {
    const [, id, checksum] = /^\/\/ (.+) ([0-9a-f]{8})$/.exec(comment.getText().trim()) ?? []
    if (id !== undefined) return { id, statement, title, isEdited: checksum !== checksumOf(statement.getText()) }
  }
  return null
}

/** The title of a test that was written for another recording, and is the same but for its title; null where there is none. */
export function findSameTest(test: ExpressionStatement, title: string): string | null {
  const bodyOf = (text: string, its: string): string[] => tokensOf(text).map((token) => (token === its ? '' : token))
  const body = bodyOf(test.getText(), title)
  for (const statement of test.getSourceFile().getStatements()) {
    const its = statement === test ? null : writtenIn(statement)
    if (its === null || its.isEdited || plainTitle(its.title) !== plainTitle(title)) continue
    const other = bodyOf(statement.getText(), its.title)
    if (other.length === body.length && other.every((token, i) => areAlike(token, body[i] as string))) return its.title
  }
  return null
}

/** The names of the tests in a file. */
export function titlesIn(file: SourceFile): string[] {
  return file.getDescendantsOfKind(SyntaxKind.ExpressionStatement).flatMap((statement) => titleOf(statement) ?? [])
}

function titleOf(statement: ExpressionStatement): string | null {
  const call = statement.getExpression()
  if (!Node.isCallExpression(call) || !/^(?:test|it)\b/.test(call.getExpression().getText())) return null
  const [title] = call.getArguments()
  return Node.isStringLiteral(title) || Node.isNoSubstitutionTemplateLiteral(title) ? title.getLiteralText() : null
}

/** What formatters put in or take out. */
const FORMATTING: ReadonlySet<ts.SyntaxKind> = new Set([
  SyntaxKind.WhitespaceTrivia,
  SyntaxKind.NewLineTrivia,
  SyntaxKind.SemicolonToken,
  SyntaxKind.CommaToken,
  SyntaxKind.OpenParenToken,
  SyntaxKind.CloseParenToken,
])

/** Of the tokens of a text: the same in any format. */
export function checksumOf(text: string): string {
  const hash = createHash('sha256')
  for (const token of tokensOf(text)) hash.update(`${token}\n`)
  return hash.digest('hex').slice(0, 8)
}

function tokensOf(text: string): string[] {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, text)
  const tokens: string[] = []
  for (let kind = scanner.scan(); kind !== SyntaxKind.EndOfFileToken; kind = scanner.scan())
    if (kind === SyntaxKind.StringLiteral) tokens.push(scanner.getTokenValue())
    else if (!FORMATTING.has(kind)) tokens.push(scanner.getTokenText())
  return tokens
}
