/** The test file into which a test is written. */
import { existsSync, readFileSync } from 'node:fs'
import { Node, type SourceFile, SyntaxKind } from 'ts-morph'
import { checkSyntax } from './check-syntax.ts'
import type { TestFrame } from './plan.ts'
import type { Runner } from './runner.ts'

export interface Opened {
  readonly file: string
  /** What it is so far; null where there is none. */
  readonly before: string | null
  readonly source: SourceFile
}

/**
 * The usual one; one of its own where that one has something else than other files in place of modules or variables, or
 * another environment.
 *
 * @throws RetraceError `TEST_UNREADABLE`
 */
export function openFile({ project, subject }: TestFrame, { docblock }: Runner): Opened {
  let opened = open(project, project.testFile(subject.file))
  if (opened.before !== null && (isSetUp(opened) || lacksEnvironment(opened.before, docblock))) {
    project.morph.removeSourceFile(opened.source)
    opened = open(project, project.testFile(subject.file, '.retrace'))
  }
  if (opened.before !== null) checkSyntax(opened.file, opened.before)
  return opened
}

function open({ morph }: TestFrame['project'], file: string): Opened {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : null
  return { file, before, source: morph.createSourceFile(file, before ?? '', { overwrite: true }) }
}

function isSetUp({ before, source }: Opened): boolean {
  if (/\b(?:vi|jest)\.(?:mock|doMock|unstable_mockModule|useFakeTimers)\(/.test(before ?? '')) return true
  // A test that takes back its own variables would take back also those that are stubbed for all.
  return callsIn(source, /^vi\.stubEnv$/).some((call) => !call.getAncestors().some(isTest))
}

function lacksEnvironment(text: string, docblock: string | null): boolean {
  return docblock !== null && !text.includes('@retrace/jest-environment')
}

export function hasTests(source: SourceFile): boolean {
  return callsIn(source, TEST).length > 0
}

const TEST = /^(?:test|it)\b/

function callsIn(source: SourceFile, callee: RegExp): Node[] {
  const calls = source.getDescendantsOfKind(SyntaxKind.CallExpression)
  return calls.filter((call) => callee.test(call.getExpression().getText()))
}

function isTest(node: Node): boolean {
  return Node.isCallExpression(node) && TEST.test(node.getExpression().getText())
}
