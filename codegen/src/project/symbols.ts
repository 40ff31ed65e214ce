/** Symbols that a project makes and exports: `export const KIND = Symbol('kind')`. */
import { type CallExpression, Node, SyntaxKind } from 'ts-morph'
import { exportOf } from './exports.ts'
import type { Instance } from './instances.ts'
import type { UserProject } from './project.ts'
import { sourcesWith } from './sources.ts'

/** The only one of a description, which is all by which it is known; null where it isn't exported, or where there are several. */
export function symbolOf(project: UserProject, description: string | null): Instance | null {
  const [its, other] = sourcesWith(project, /\bSymbol\s*\(/)
    .flatMap((file) => file.getDescendantsOfKind(SyntaxKind.CallExpression))
    .filter((each) => each.getExpression().getText() === 'Symbol' && isCalled(each, description))
  const exported = its && !other ? exportOf(its) : null
  return its && exported ? { file: its.getSourceFile().getFilePath(), exported } : null
}

function isCalled(made: CallExpression, description: string | null): boolean {
  const [given] = made.getArguments()
  if (!given) return description === null
  const isLiteral = Node.isStringLiteral(given) || Node.isNoSubstitutionTemplateLiteral(given)
  return isLiteral && given.getLiteralText() === description
}
