/** The tests that a project has, and where one for a source file would stand. */
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { TAPE } from '@retrace/core/recordings'
import { packageOf } from './framework.ts'
import { mostOf } from './most.ts'

/** What is no source of the project's own. */
const SKIPPED: ReadonlySet<string> = new Set([
  'node_modules',
  'dist',
  'build',
  'coverage',
  'recordings',
  '__recordings__',
])
const TEST_NAME = /\.(?:test|spec)\.[cm]?[jt]sx?$/
const CODE = /\.[cm]?[jt]sx?$/
const TEST_FOLDER = /^(?:tests?|specs?|__tests__)$/
/** A project has more files than tell its habits. */
const MAX_FILES = 20_000

/** The test files below a folder. */
export function testFilesIn(root: string): string[] {
  return filesIn(root).filter(isTestFile)
}

/** The other files of JavaScript and TypeScript below a folder. */
export function sourceFilesIn(root: string): string[] {
  return filesIn(root).filter((file) => CODE.test(file) && !file.endsWith('.d.ts') && !isTestFile(file))
}

function isTestFile(file: string): boolean {
  return TEST_NAME.test(file) || (path.basename(path.dirname(file)) === '__tests__' && CODE.test(file))
}

function filesIn(root: string): string[] {
  const found: string[] = []
  const folders = [root]
  let left = MAX_FILES
  for (const folder of folders) {
    const entries = readdirSync(folder, { withFileTypes: true })
    // A recording keeps the sources that it was made of.
    if (entries.some(({ name }) => name === TAPE)) continue
    for (const entry of entries) {
      if (--left < 0) return found
      const file = path.join(folder, entry.name)
      if (!entry.isDirectory()) found.push(file)
      else if (!SKIPPED.has(entry.name) && !entry.name.startsWith('.')) folders.push(file)
    }
  }
  return found
}

/** Those of a package; where it has none, its tests stand as those of the others of the repository do. */
export function testsIn(folder: string, root: string, tests: readonly string[]): readonly string[] {
  if (folder === root) return tests
  const packages = tests.map((test) => ({ test, folder: packageOf(test, root) }))
  const own = packages.filter((its) => its.folder === folder)
  if (own.length > 0) return own.map(({ test }) => test)
  return packages.map((its) => path.join(folder, path.relative(its.folder, its.test)))
}

export interface Naming {
  /** `.test` or `.spec`. */
  readonly infix: string
  /** `.ts`, `.js`, `.mjs`… */
  readonly extension: string
}

/**
 * The test file for a source file, by the habits of those that are there.
 *
 * @param variant - tells it from another for the same source
 */
export function testFileFor(
  source: string,
  root: string,
  tests: readonly string[],
  naming: Naming,
  variant = '',
): string {
  const base = path.basename(source).replace(/\.[cm]?[jt]sx?$/, '')
  return path.join(folderFor(source, root, tests), `${base}${variant}${naming.infix}${naming.extension}`)
}

function folderFor(source: string, root: string, tests: readonly string[]): string {
  const beside = path.dirname(source)
  if (tests.length === 0) {
    const folder = ['test', 'tests', '__tests__'].find((name) => existsSync(path.join(root, name)))
    return folder === undefined ? beside : path.join(root, folder)
  }
  switch (mostOf(tests.map((test) => kindOf(test, root)))) {
    case 'subfolder':
      return path.join(beside, '__tests__')
    case 'folder':
      return inTestFolder(source, root, tests)
    default:
      return beside
  }
}

function kindOf(test: string, root: string): 'subfolder' | 'folder' | 'beside' {
  if (testFolderOf(test, root) === null) return 'beside'
  const folder = path.dirname(test)
  return path.basename(folder) === '__tests__' && folder !== path.join(root, '__tests__') ? 'subfolder' : 'folder'
}

/** The outermost folder of tests that holds a test. */
function testFolderOf(test: string, root: string): string | null {
  const parts = path.relative(root, path.dirname(test)).split(path.sep)
  const depth = parts.findIndex((part) => TEST_FOLDER.test(part))
  return depth < 0 ? null : path.join(root, ...parts.slice(0, depth + 1))
}

/** In the same folder within it as the source is in its own, where others are; else where most are. */
function inTestFolder(source: string, root: string, tests: readonly string[]): string {
  const all = tests.filter((test) => kindOf(test, root) === 'folder')
  const folder = mostOf(all.map((test) => testFolderOf(test, root) as string)) as string
  const within = path.relative(path.dirname(folder), path.dirname(source)).replace(/^(?:src|lib|app)(?:$|[\\/])/, '')
  const isMirrored = all.some((test) => {
    const its = path.relative(folder, path.dirname(test))
    return its !== '' && ['src', 'lib', 'app', ''].some((name) => existsSync(path.join(folder, '..', name, its)))
  })
  if (isMirrored && !within.startsWith('..')) return path.join(folder, within)
  return mostOf(all.map((test) => path.dirname(test))) as string
}
