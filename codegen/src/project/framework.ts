/** Which test framework a project uses. */
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { RetraceError } from '@retrace/core'
import { isInPackages } from '../in-packages.ts'

export type Framework = 'vitest' | 'jest'

export interface Frame {
  /** The folder in which the framework is run. */
  readonly root: string
  readonly framework: Framework
  /** Its configuration; null where it has none. */
  readonly config: string | null
}

/** What a configuration says, with the files of the repository that it is made of; of a package.json, what it says of Jest. */
export function textOfConfig({ config }: Pick<Frame, 'config'>): string {
  const texts = new Map<string, string>()
  const read = (file: string | null): void => {
    if (file === null || texts.has(file)) return
    const text = ownTextOf(file)
    texts.set(file, text)
    for (const [, specifier = ''] of text.matchAll(REFERENCE)) read(fileOf(specifier, file))
  }
  read(config !== null && existsSync(config) ? config : null)
  return [...texts.values()].join('\n')
}

/** `import base from '../vitest.base'`, `preset: './jest-preset.js'` */
const REFERENCE =
  /(?:\bfrom|\bimport|\b(?:require|import|mergeConfig)\(|\b(?:preset|extends)['"]?\s*:)\s*['"]([^'"\n]+)['"]/g

function ownTextOf(config: string): string {
  if (path.basename(config) !== 'package.json') return readFileSync(config, 'utf8')
  return JSON.stringify(readManifest(path.dirname(config))?.jest ?? {})
}

/** Null for what is none of the repository's own: packages of it lie elsewhere than where they are found. */
function fileOf(specifier: string, from: string): string | null {
  const its = specifier.startsWith('.') ? path.resolve(path.dirname(from), specifier) : resolved(specifier, from)
  if (its === null) return null
  const ends = ['', '.ts', '.js', '.mts', '.mjs', '.cts', '.cjs', '/index.ts', '/index.js', '/jest-preset.js']
  const written = [its, its.replace(/\.([cm]?)js$/, '.$1ts')]
  const found = written.flatMap((name) => ends.map((end) => name + end)).find((name) => isFile(name))
  return found === undefined || isInPackages(realpathSync(found)) ? null : found
}

function resolved(specifier: string, from: string): string | null {
  try {
    return createRequire(from).resolve(specifier)
  } catch {
    return null
  }
}

function isFile(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isFile() === true
}

export interface Manifest {
  readonly name?: string
  readonly type?: string
  readonly scripts?: Readonly<Record<string, string>>
  readonly jest?: unknown
  readonly prettier?: unknown
  readonly imports?: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

const CONFIGS: Readonly<Record<Framework, RegExp>> = {
  vitest: /^vitest\.config\.[cm]?[jt]s$/,
  jest: /^jest\.config\.(?:[cm]?[jt]s|json)$/,
}

/**
 * Finds the framework in the nearest folder that says one: by its configuration, else by its package.json.
 *
 * @param chosen - by the user
 * @throws RetraceError `NO_TEST_FRAMEWORK`, `TWO_TEST_FRAMEWORKS`
 */
export function findFramework(file: string, chosen: Framework | null = null): Frame {
  let nearest: string | null = null
  for (const folder of foldersAbove(file)) {
    const manifest = readManifest(folder)
    if (!manifest) continue
    nearest ??= folder
    const found = frameworksOf(folder, manifest)
    if (chosen !== null && found.includes(chosen)) return frame(folder, chosen)
    if (chosen === null && found.length > 1) throw new RetraceError('TWO_TEST_FRAMEWORKS', { what: folder })
    if (chosen === null && found[0]) return frame(folder, found[0])
  }
  if (chosen !== null && nearest !== null) return frame(nearest, chosen)
  const instead = nearest === null ? null : otherRunner(nearest)
  throw new RetraceError('NO_TEST_FRAMEWORK', {
    what: nearest ?? path.dirname(file),
    instead: instead === null ? '' : ` (\`npm test\` is \`${instead}\`)`,
  })
}

function frame(root: string, framework: Framework): Frame {
  const names = readdirSync(root)
  const name = names.find((each) => CONFIGS[framework].test(each))
  const shared = framework === 'vitest' ? names.find((each) => /^vite\.config\.[cm]?[jt]s$/.test(each)) : 'package.json'
  const found = name ?? shared
  return { root, framework, config: found === undefined ? null : path.join(root, found) }
}

function frameworksOf(folder: string, manifest: Manifest): Framework[] {
  const names = readdirSync(folder)
  const all: Framework[] = ['vitest', 'jest']
  const configured = all.filter(
    (name) => names.some((each) => CONFIGS[name].test(each)) || (name === 'jest' && manifest.jest !== undefined),
  )
  if (configured.length > 0) return configured
  const { dependencies, devDependencies } = manifest
  return all.filter((name) => dependencies?.[name] !== undefined || devDependencies?.[name] !== undefined)
}

/** What runs its tests; null where nothing does. */
function otherRunner(folder: string): string | null {
  const { test } = readManifest(folder)?.scripts ?? {}
  // What `npm init` has written.
  return test === undefined || test.includes('no test specified') ? null : test
}

/** The folders that hold a file, innermost first. */
export function foldersAbove(file: string): string[] {
  const folders: string[] = []
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    folders.push(folder)
    if (path.dirname(folder) === folder) return folders
  }
}

/** The package.json of a folder, or null. */
export function readManifest(folder: string): Manifest | null {
  const file = path.join(folder, 'package.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : null
}

/** The package.json of the package that a file belongs to. */
export function manifestOf(file: string): { readonly folder: string; readonly manifest: Manifest } {
  for (const folder of foldersAbove(file)) {
    const manifest = readManifest(folder)
    if (manifest) return { folder, manifest }
  }
  return { folder: path.dirname(file), manifest: {} }
}

/** The folder of the package that a file belongs to, which has a name, in a repository that may have several. */
export function packageOf(file: string, root: string): string {
  const own = foldersAbove(file).find((folder) => folder === root || readManifest(folder)?.name !== undefined)
  return own?.startsWith(root) ? own : root
}

export const VM_MODULES = '--experimental-vm-modules'

/** Whether it is Jest that runs ES modules as such: under a flag only, which a project has in its scripts. */
export function isJestOfModules(project: {
  readonly framework: string
  readonly syntax: 'import' | 'require'
  readonly root: string
}): boolean {
  if (project.framework !== 'jest' || project.syntax !== 'import') return false
  const { type, scripts } = readManifest(project.root) ?? {}
  return type === 'module' || JSON.stringify(scripts ?? {}).includes(VM_MODULES)
}
