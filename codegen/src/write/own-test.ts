/** Tests that were written before: they are known by their comment, which also tells whether anybody has changed them. */
import { createHash } from 'node:crypto'
import { type ExpressionStatement, Node, type SourceFile, SyntaxKind, ts } from 'ts-morph'
import type { Subject } from './plan.ts'
import { isTitleOfProperty } from './title.ts'

export interface OwnTest {
  readonly statement: ExpressionStatement
  readonly title: string
  readonly isEdited: boolean
}

/** The two lines over a test. */
export function commentOf(recording: { readonly id: string; readonly began: string }, test: string): string {
  return `// Recorded ${recording.began.replace(/\.\d+Z$/, 'Z')}\n// ${recording.id} ${checksumOf(test)}`
}

/** The test of a recording for a function, if a file has it. */
export function findOwnTest(
  file: SourceFile,
  id: string,
  { label, isProperty = false }: Omit<Subject, 'file'>,
): OwnTest | null {
  for (const statement of file.getStatements()) {
    if (!Node.isExpressionStatement(statement)) continue
    const title = titleOf(statement)
    if (title === null || !(title === label || title.startsWith(`${label} `))) continue
    if (isTitleOfProperty(title) !== isProperty) continue
    for (const comment of statement.getLeadingCommentRanges()) {
      const found = /^\/\/ (.+) ([0-9a-f]{8})$/.exec(comment.getText().trim())
      if (found?.[1] === id) return { statement, title, isEdited: found[2] !== checksumOf(statement.getText()) }
    }
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
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, text)
  const hash = createHash('sha256')
  for (let kind = scanner.scan(); kind !== SyntaxKind.EndOfFileToken; kind = scanner.scan())
    if (kind === SyntaxKind.StringLiteral) hash.update(`${scanner.getTokenValue()}\n`)
    else if (!FORMATTING.has(kind)) hash.update(`${scanner.getTokenText()}\n`)
  return hash.digest('hex').slice(0, 8)
}
