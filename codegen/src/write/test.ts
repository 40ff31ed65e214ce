/** Writes a test into a test file of the project. */
import { RetraceError } from '@retrace/core'
import { type ExpressionStatement, Node, type SourceFile, SyntaxKind } from 'ts-morph'
import { inLines, type Layout } from '../values/layout.ts'
import { stringSource } from '../values/literals.ts'
import { type Around, type Body, type Lines, writeBody } from './body.ts'
import { DataFiles } from './data-files.ts'
import { linesBefore } from './environment.ts'
import { fixed } from './fix.ts'
import { format, formatSimply } from './format.ts'
import { Imports } from './imports.ts'
import { Beside } from './left-over.ts'
import { identifiersIn, namesOf } from './names-in-file.ts'
import { neededBy } from './needed.ts'
import { hasTests, openFile } from './open-file.ts'
import { commentOf, findOwnTest, findSameTest, literalsIn, type OwnTest, titlesIn } from './own-test.ts'
import type { Impossible, TestFrame, TestPlan, WrittenTest } from './plan.ts'
import { insertFirst } from '../project/import-habits.ts'
import { asksForExpectations } from '../project/lint.ts'
import type { UserProject } from '../project/project.ts'
import { type Runner, runnerOf } from './runner.ts'
import { setInFile } from './set-in-file.ts'
import { makeStrict } from './strict.ts'
import { TakeBack } from './take-back.ts'
import { titleOf } from './title.ts'
import { TypeNames } from './type-names.ts'
import { mendTypes } from './types.ts'
import { removeUnused } from './unused.ts'

/**
 * Writes the test of a call, as `writeTestOf` does.
 *
 * @param isPinned - asserts that the call fails as it was recorded, under the name of the test that is to be kept
 * @throws RetraceError `RUNNER_PACKAGE_MISSING`, `TEST_EDITED`
 */
export function writeTest(plan: TestPlan, isPinned = false): Promise<WrittenTest | Impossible> {
  const { target } = plan
  const needed = { ...plan, environment: neededBy(plan) }
  const asserted = isPinned ? { ...needed, assertion: 'error' as const } : needed
  const frame = { ...needed, subject: { file: target.file, label: target.label }, title: titleOf(plan) }
  return writeTestOf(frame, (around) => writeBody(asserted, around))
}

/**
 * Writes a test, without writing any file: into the test file of a module, in the place of the test that was written there
 * for the same recording, subject and error before.
 *
 * @throws RetraceError `RUNNER_PACKAGE_MISSING`, `TEST_EDITED`
 */
export async function writeTestOf(
  frame: TestFrame,
  write: (around: Around) => Body,
): Promise<WrittenTest | Impossible> {
  const { project, subject, recording, environment = [] } = frame
  const runner = runnerOf(project)
  const { file, before, source } = openFile(frame, runner)
  const own = findOwnTest(source, recording.id, subject, frame.title)
  if (own?.isEdited) throw new RetraceError('TEST_EDITED', { name: own.title, what: file })
  const title = freeTitle(frame.title, source, own)
  const freed = removeOwn(own)
  const beside = new Beside(source, own && { title: own.title, texts: freed.texts })

  const names = namesOf(source)
  const imports = new Imports(source, project.syntax, project.style, names)
  const data = new DataFiles(file, imports, project, beside)
  const asked = new Set<string>()
  const functions = (name: string): string => {
    asked.add(name)
    const from = runner.functions ?? (name === 'jest' ? runner.jest : null)
    if (from !== null) imports.named(from, name, true)
    return name
  }
  const begin = functions(project.test.name)
  // Before what it is to record.
  imports.named(runner.retrace, 'retrace', true)
  const asksForMore = await asksForExpectations(file, project)
  const takeBack = new TakeBack(source, names, functions)
  const there = { isShared: hasTests(source), set: setInFile(source) }
  const around = { ...there, file, names, imports, data, functions, takeBack, asksForExpectations: asksForMore }
  const written = write(around)
  if (written.kind === 'impossible') return written
  // That it settles is all that there is to expect.
  const isBare = asksForMore && !asked.has('expect')
  const body = isBare ? { ...written, lines: [`${functions('expect')}.assertions(0)`, ...written.lines] } : written

  const { style } = project
  const first = linesBefore(environment, there, project, functions)
  imports.apply(runner.knowsTests ? null : runner.retrace)
  // What is hoisted stands where it can be read; what isn't has to come first.
  if (project.framework === 'vitest') source.insertStatements(source.getImportDeclarations().length, first)
  else if (first.length > 0) insertFirst(source, [`${first.join('\n')}\n`])
  for (const line of takeBack.lines) source.addStatements(`\n${formatSimply(line, style)}`)
  source.addStatements(`\n${inLines(testLayout(begin, title, runner, body, style.quote), style)}`)
  const types = typeNames(project, file, imports)
  if (project.language === 'typescript') {
    makeStrict(testIn(source, title))
    mendTypes(() => testIn(source, title), types)
  }
  // Of types too: what one was given of its type may have had to be of none in the end.
  removeUnused(source, new Set([...freed.names, ...types.named]))
  const text = await finish(source, title, frame, before)
  const same = subject.answeredFrom !== undefined ? null : findSameTest(testIn(source, title), title)
  const leftOver = beside.leftOver(title)
  project.morph.removeSourceFile(source)
  return { kind: 'written', file, text, before, title, replaced: own?.title ?? null, same, data: data.files, leftOver }
}

function typeNames({ specifiers, syntax, style }: UserProject, file: string, imports: Imports): TypeNames {
  const name = (from: string, its: string, isType: boolean): string => {
    const specifier = specifiers.specifier(file, from, syntax)
    return isType ? imports.type(specifier, its) : imports.named(specifier, its)
  }
  return new TypeNames({ name, apply: () => imports.apply() }, style.quote)
}

/** What a new file begins with. */
function beginningOf(project: UserProject): string {
  const { docblock } = runnerOf(project)
  const {
    isStrict,
    style: { quote, hasSemicolons },
  } = project
  const strict = isStrict ? `${quote}use strict${quote}${hasSemicolons ? ';' : ''}\n` : null
  return [docblock, strict].map((line) => (line === null ? '' : `${line}\n`)).join('')
}

function freeTitle(wish: string, source: SourceFile, own: OwnTest | null): string {
  const taken = titlesIn(source).filter((title) => title !== own?.title)
  let title = wish
  for (let i = 2; taken.includes(title); i++) title = `${wish} (${i})`
  return title
}

/** @returns what it used */
function removeOwn(own: OwnTest | null): { readonly names: ReadonlySet<string>; readonly texts: readonly string[] } {
  if (!own) return { names: new Set(), texts: [] }
  const { statement } = own
  const used = { names: identifiersIn(statement), texts: literalsIn(statement) }
  const comments = statement.getLeadingCommentRanges().slice(-2)
  const start = comments[0]?.getPos() ?? statement.getStart()
  const file = statement.getSourceFile()
  const [space = ''] = /^\s*/.exec(file.getFullText().slice(statement.getEnd())) ?? []
  file.removeText(start, statement.getEnd() + space.length)
  return used
}

/** A test runner gives up after five seconds, which may be too few for many runs. */
const MINUTE = '60_000'

function testLayout(
  begin: string,
  title: string,
  { knowsTests }: Runner,
  { lines, isMany }: Lines,
  quote: "'" | '"',
): Layout {
  const name = stringSource(title, quote)
  const block = (statements: readonly Layout[]): Layout => [
    'async () => {\n',
    ...statements.flatMap((each): Layout[] => [each, '\n']),
    '}',
  ]
  if (isMany) return [`${begin}(${name}, `, block(lines), `, ${MINUTE})`]
  if (knowsTests) return [`${begin}(${name}, `, block(['await retrace.record()', ...lines]), ')']
  return [`${begin}(${name}, `, block([[`await retrace.record(${name}, `, block(lines), ')']]), ')']
}

function testIn(source: SourceFile, title: string): ExpressionStatement {
  const found = source.getStatements().findLast((each): each is ExpressionStatement => isTest(each, title))
  if (!found) throw new Error(`the test ${title} is not in its file`)
  return found
}

function isTest(node: Node, title: string): boolean {
  if (!Node.isExpressionStatement(node)) return false
  const name = node.getFirstDescendantByKind(SyntaxKind.StringLiteral)
  return name?.getLiteralText() === title
}

/**
 * Formats the test, and puts the comment over it: it has a checksum of the test, which is the same in any format.
 *
 * @param before - what the file was; a new one is formatted as a whole, and of others the rest is their owner's
 */
async function finish(source: SourceFile, title: string, frame: TestFrame, before: string | null): Promise<string> {
  const { project, recording } = frame
  const file = source.getFilePath()
  const simple = formatSimply(testIn(source, title).getText(), project.style)
  const text =
    before === null
      ? await format(file, beginningOf(project) + replaced(source, title, simple), project)
      : replaced(source, title, (await format(file, simple, project)).trim())
  const mended = await fixed(file, text, before, project)
  source.replaceWithText(before === null && mended !== text ? await format(file, mended, project) : mended)
  const test = testIn(source, title).getText()
  return replaced(source, title, `${commentOf(recording, test)}\n${test}`)
}

/** The text of a file, with another text in the place of the test at its end. */
function replaced(source: SourceFile, title: string, text: string): string {
  const before = source.getFullText().slice(0, testIn(source, title).getStart()).trim()
  return `${before}${before === '' ? '' : '\n\n'}${text}\n`
}
