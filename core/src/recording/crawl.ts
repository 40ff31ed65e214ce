/**
 * Finds the program's own files, from its entry by what they import: no API of Node lists the ES modules that a process
 * has loaded, and a loader hook would change how they load. Packages are passed over.
 */
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { originalFs as fs } from '../originals.ts'

const SCRIPT = /\.[cm]?[jt]sx?$/
const EXTENSIONS = [
  '',
  '.js',
  '.ts',
  '.mjs',
  '.cjs',
  '.mts',
  '.cts',
  '.tsx',
  '.jsx',
  '.json',
  '/index.js',
  '/index.ts',
  '/index.mjs',
  '/index.cjs',
]
/** Relative specifiers, and the `#` ones of a package's own imports. */
const IMPORTS =
  /(?:\bfrom|\bimport|\brequire|\bimport\s*\(|\brequire\s*\(|\brequire\.resolve\s*\(|(new URL)\s*\()\s*["'`]((?:\.{1,2}(?:\/|\b|(?=["'`]))|#|\/|file:)[^"'`\n]*)["'`]/g
const SOURCE_MAP = /\/\/[#@] sourceMappingURL=(?!data:)(\S+)\s*$/
/** Larger than this is no source that a person wrote. */
const MAX_SIZE = 8 * 1024 * 1024
const MAX_FILES = 20_000

/** All own files that can be reached from `entries` (absolute paths), with source maps and the sources these name. */
export function crawlSources(entries: readonly string[]): Map<string, Buffer> {
  const found = new Map<string, Buffer>()
  const queue = entries.flatMap((entry) => locate(entry) ?? [])
  for (let file = queue.pop(); file !== undefined && found.size < MAX_FILES; file = queue.pop()) {
    if (found.has(file) || isPackaged(file)) continue
    const content = read(file)
    if (!content) continue
    found.set(file, content)
    if (SCRIPT.test(file)) queue.push(...referencesOf(file, content.toString('utf8')))
    else if (file.endsWith('.map')) queue.push(...mappedSources(file, content))
  }
  return found
}

function isPackaged(file: string): boolean {
  return file.includes(`${path.sep}node_modules${path.sep}`)
}

function read(file: string): Buffer | null {
  try {
    return fs.statSync(file).size > MAX_SIZE ? null : fs.readFileSync(file)
  } catch {
    return null
  }
}

function referencesOf(file: string, text: string): string[] {
  const folder = path.dirname(file)
  const files = [...text.matchAll(IMPORTS)].flatMap(([, isUrl, specifier]) => {
    const found = resolve(specifier as string, file)
    // A URL names the script of a worker; any other file by a URL is data, which the program reads.
    return found === null || (isUrl && !SCRIPT.test(found)) ? [] : [found]
  })
  const map = SOURCE_MAP.exec(text)?.[1]
  return map === undefined ? files : [...files, path.resolve(folder, decodeURI(map))]
}

function resolve(specifier: string, from: string): string | null {
  if (specifier.startsWith('#')) {
    try {
      return createRequire(from).resolve(specifier)
    } catch {
      return null
    }
  }
  const plain = specifier.replace(/[?#].*$/, '')
  if (plain.startsWith('file:')) return locate(fileURLToPath(plain))
  // TypeScript says `./x.js` and means `./x.ts`.
  const wanted = path.resolve(path.dirname(from), plain)
  return locate(wanted) ?? locate(wanted.replace(/\.([cm]?)js$/, '.$1ts'))
}

function locate(wanted: string): string | null {
  for (const extension of EXTENSIONS) {
    try {
      if (fs.statSync(wanted + extension).isFile()) return fs.realpathSync(wanted + extension)
    } catch {
      // The next extension.
    }
  }
  return null
}

function mappedSources(file: string, content: Buffer): string[] {
  try {
    const { sources = [], sourceRoot = '' } = JSON.parse(content.toString('utf8')) as {
      sources?: string[]
      sourceRoot?: string
    }
    return sources
      .filter((source) => !/^[a-z]+:/.test(source))
      .map((source) => path.resolve(path.dirname(file), sourceRoot, source))
  } catch {
    return []
  }
}
