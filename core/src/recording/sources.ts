/** The copy of the program's own files in `sources/`, and how it compares with what is there now. */
import { createHash } from 'node:crypto'
import path from 'node:path'
import { originalFs as fs } from '../originals.ts'
import { crawlSources } from './crawl.ts'
import { FILE_MODE, FOLDER_MODE } from './files.ts'
import { ancestors } from './locate.ts'
import { type Manifest, scriptOf, SOURCES, type SourceFile } from './manifest.ts'

const MANIFESTS = [
  'package.json',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'tsconfig.json',
]

/**
 * Copies the program's own files: what its script imports, the modules that it has loaded, source maps and the
 * manifests of the packages that these lie in.
 */
export function keepSources(folder: string, manifest: Manifest, loaded: readonly string[]): Manifest['sources'] {
  const script = scriptOf(manifest)
  const preloads = flagFiles(manifest.execArgv, manifest.cwd)
  const own = crawlSources([...(script === null ? [] : [script]), ...preloads, ...loaded])
  const root = rootOf(script ?? path.join(manifest.cwd, 'x'), [...own.keys()])
  for (const manifestFile of manifestsOf([...own.keys()], root)) own.set(manifestFile, fs.readFileSync(manifestFile))
  const files: SourceFile[] = []
  const target = path.join(folder, SOURCES)
  fs.mkdirSync(target, { recursive: true, mode: FOLDER_MODE })
  for (const [file, content] of [...own].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const relative = path.relative(root, file)
    if (relative.startsWith('..') || path.isAbsolute(relative)) continue
    const copy = path.join(target, relative)
    fs.mkdirSync(path.dirname(copy), { recursive: true, mode: FOLDER_MODE })
    fs.writeFileSync(copy, content, { mode: FILE_MODE })
    files.push({ path: relative.replaceAll(path.sep, '/'), hash: hashOf(content) })
  }
  linkPackages(target, root, files)
  return { root, files }
}

/** Files that Node was told to load first, by flags. */
function flagFiles(execArgv: readonly string[], cwd: string): string[] {
  return execArgv.flatMap((flag, i) => {
    const match = /^(?:-r|--require|--import|--loader|--experimental-loader)(?:=(.*))?$/.exec(flag)
    const value = match?.[1] ?? (match ? execArgv[i + 1] : undefined)
    return value !== undefined && /^\.{0,2}\//.test(value) ? [path.resolve(cwd, value)] : []
  })
}

/** The folder of the script's package, or one above it that holds all of the program's files. */
function rootOf(script: string, files: readonly string[]): string {
  let real = script
  try {
    real = fs.realpathSync(script)
  } catch {
    // Gone, or never a file (`node -e`).
  }
  const home = path.dirname(real)
  const root = ancestors(home).find((folder) => fs.existsSync(path.join(folder, 'package.json'))) ?? home
  const holdsAll = (folder: string): boolean => files.every((file) => file.startsWith(folder + path.sep))
  const all = ancestors(root).find(holdsAll)
  // The root of the file system is no project.
  return all === undefined || path.dirname(all) === all ? root : all
}

function foldersUpTo(files: readonly string[], root: string): Set<string> {
  return new Set([
    root,
    ...files.flatMap((file) => ancestors(path.dirname(file)).filter((folder) => folder.startsWith(root + path.sep))),
  ])
}

function manifestsOf(files: readonly string[], root: string): string[] {
  return [...foldersUpTo(files, root)]
    .flatMap((folder) => MANIFESTS.map((name) => path.join(folder, name)))
    .filter((file) => fs.existsSync(file))
}

/** Lets the copies find their packages where these are on this machine. */
function linkPackages(target: string, root: string, files: readonly SourceFile[]): void {
  const folders = foldersUpTo(
    files.map((file) => path.join(root, file.path)),
    root,
  )
  for (const folder of folders) {
    const homes = folder === root ? ancestors(root) : [folder]
    const packages = homes.map((home) => path.join(home, 'node_modules')).find((home) => fs.existsSync(home))
    if (packages === undefined) continue
    const link = path.join(target, path.relative(root, folder), 'node_modules')
    try {
      fs.symlinkSync(packages, link, 'junction')
    } catch {
      // There already, or a file system without links.
    }
  }
}

/** SHA-256, hexadecimal. */
export function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

const NAMED = 5

/** Own files that are other than recorded, in words; null where there are none. */
export function nameChanged(manifest: Manifest, root: string): string | null {
  const changed = changedSources(manifest, root)
  if (changed.length === 0) return null
  const names = changed.slice(0, NAMED).map((its) => `${its.path} (${its.how})`)
  return names.join(', ') + (changed.length > NAMED ? ` and ${changed.length - NAMED} more` : '')
}

export interface ChangedSource {
  readonly path: string
  readonly how: 'changed' | 'missing'
}

/** Own files that are now other than recorded, or gone. */
export function changedSources(manifest: Manifest, root: string): ChangedSource[] {
  return manifest.sources.files.flatMap(({ path: relative, hash }): ChangedSource[] => {
    try {
      return hashOf(fs.readFileSync(path.join(root, relative))) === hash ? [] : [{ path: relative, how: 'changed' }]
    } catch {
      return [{ path: relative, how: 'missing' }]
    }
  })
}
