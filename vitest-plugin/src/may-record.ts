/**
 * Whether a test file may come to record: whether Retrace is imported by it, or by what it imports of the project.
 *
 * The core has to stand before a module of the project opens a connection or takes a function for itself, which is when
 * the test file is imported; but to load it takes longer than a small test file runs.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'

/** Larger projects than this are taken at their word: what is imported in time is in time. */
const MAX_FILES = 3000

const IMPORT = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(['"])([^'"\n]+)\1/g
/** What aliases look like; where they lead is not known here. */
const ALIAS = /^(?:@\/|[~#/])/
const ENDINGS = ['', '.ts', '.tsx', '.js', '.jsx', '.mts', '.mjs', '.cts', '.cjs']
const INDEXES = ENDINGS.slice(1).map((ending) => `/index${ending}`)

/** What each file imports, as long as this process lives; null where it isn't there. */
const read = new Map<string, readonly string[] | null>()

export function mayRecord(testFile: string): boolean {
  const seen = new Set<string>()
  const left = [testFile]
  for (let file = left.pop(); file !== undefined; file = left.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    if (seen.size > MAX_FILES) return true
    for (const name of importsOf(file) ?? []) {
      if (name.startsWith('@retrace/') || ALIAS.test(name)) return true
      if (!name.startsWith('.')) continue
      const found = resolve(path.resolve(path.dirname(file), name))
      if (found !== null) left.push(found)
    }
  }
  return false
}

function importsOf(file: string): readonly string[] | null {
  const known = read.get(file)
  if (known !== undefined) return known
  let names: string[] | null
  try {
    names = [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, , name]) => name as string)
  } catch {
    names = null
  }
  read.set(file, names)
  return names
}

function resolve(place: string): string | null {
  // Under TypeScript a file is imported by the name that it will have.
  const typed = place.replace(/\.([mc]?)js(x?)$/, '.$1ts$2')
  const candidates = [place, typed, ...ENDINGS.map((ending) => place + ending), ...INDEXES.map((end) => place + end)]
  return candidates.find((candidate) => importsOf(candidate) !== null) ?? null
}
