/** Tries the snippets of a page in the order in which they are read, in one folder. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { schemaErrors } from '../support/fixtures.ts'
import { similar } from './printed.ts'
import { linesOf, runLines, type Shell } from './shell.ts'
import { type Page, ROOT, type Snippet } from './snippets.ts'
import { expectFound, writeSource } from './sources.ts'
import { usageMistakes } from './usage.ts'
import { commandsOf } from './workflow.ts'

interface Story {
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  /** What the last shell has printed. */
  printed: string
  /** What is still to be run: test files, and folders with a configuration of Jest. */
  readonly tests: string[]
  readonly jest: Set<string>
}

/** @returns the test files among them, which are still to be run */
export async function tryPage({ snippets }: Page, folder: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const story: Story = { folder, env, printed: '', tests: [], jest: new Set() }
  for (const snippet of snippets) {
    try {
      await trySnippet(snippet, story)
    } catch (error) {
      throw new Error(`${snippet.at}: ${(error as Error).message}`, { cause: error })
    }
  }
  for (const its of story.jest) await runLines('', ['jest --no-cache'], [], shellOf(story, its))
  return story.tests
}

async function trySnippet(snippet: Snippet, story: Story): Promise<void> {
  const { language, text, says, hidden } = snippet
  switch (language) {
    case 'sh':
      return tryShell(snippet, story)
    case 'console':
      return tryConsole(snippet, story)
    case 'ts':
    case 'js':
      return trySource(snippet, story)
    case 'text':
      return tryText(snippet, story)
    case 'json':
      if (says['as'] !== undefined) return writeFileSync(path.join(story.folder, says['as']), text)
      return tryFixture(hidden === '' ? text : hidden.replace('…', () => text))
    case 'yaml':
      story.printed = await runLines(hidden, commandsOf(text), exitsOf(says), shellOf(story, says['in']))
      return
    default:
      throw new Error(`there is no way to try a snippet of ${language || 'no language'}`)
  }
}

async function tryShell({ text, says, hidden }: Snippet, story: Story): Promise<void> {
  const lines = linesOf(text)
  if ('usage' in says) return expectUsage(text)
  if (says['elsewhere'] !== undefined) {
    expectRunBy(says['elsewhere'], lines)
    lines.length = 0
  }
  story.printed = await runLines(hidden, lines, exitsOf(says), shellOf(story, says['in']))
}

/** Commands after a `$`, and what they print. */
async function tryConsole(snippet: Snippet, story: Story): Promise<void> {
  const lines = snippet.text.split('\n')
  const commands = lines.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2))
  await tryShell({ ...snippet, text: commands.join('\n') }, story)
  if ('usage' in snippet.says) return
  expectPrinted(lines.filter((line) => !line.startsWith('$ ')).join('\n'), story.printed)
}

async function trySource(snippet: Snippet, story: Story): Promise<void> {
  const folder = path.join(story.folder, snippet.says['in'] ?? '')
  if (snippet.says['found'] !== undefined) return expectFound(snippet, folder)
  const file = writeSource(snippet, folder)
  if (file.endsWith('.test.ts')) story.tests.push(file)
  if (path.basename(file) === 'jest.config.js')
    story.jest.add(path.relative(story.folder, path.dirname(path.join(folder, file))))
}

async function tryText({ text, says, hidden }: Snippet, story: Story): Promise<void> {
  if ('usage' in says) return expectUsage(text)
  if (says['elsewhere'] !== undefined) return expectRunBy(says['elsewhere'], labelsOf(text))
  if (hidden !== '') story.printed = await runLines(hidden, [], [], shellOf(story, says['in']))
  expectPrinted(text, story.printed)
}

function expectPrinted(text: string, printed: string): void {
  if (!similar(text, printed)) throw new Error(`that was not printed. It was:\n${printed}`)
}

function tryFixture(text: string): void {
  const mistakes = schemaErrors(JSON.parse(text))
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'))
}

function expectUsage(text: string): void {
  const mistakes = usageMistakes(text)
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'))
}

function expectRunBy(file: string, lines: readonly string[]): void {
  const runs = readFileSync(path.join(ROOT, file), 'utf8')
  for (const line of lines) {
    const [command = ''] = line.split(' #')
    if (!runs.includes(command.trim())) throw new Error(`${file} does not run ${command}`)
  }
}

/** What stands at the left of a table. */
function labelsOf(text: string): string[] {
  return text.split('\n').map((line) => line.trim().split(/ {2,}/)[0] ?? '')
}

function exitsOf(says: Snippet['says']): number[] {
  return (says['exits'] ?? '').split(',').filter(Boolean).map(Number)
}

function shellOf({ folder, env }: Story, within = ''): Shell {
  const cwd = path.join(folder, within)
  if (!existsSync(cwd)) mkdirSync(cwd, { recursive: true })
  return { cwd, env }
}
