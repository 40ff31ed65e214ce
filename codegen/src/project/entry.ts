/** The module with which a program begins. */
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { scriptOf } from '@retrace/core/recordings'
import { isInPackages } from '../in-packages.ts'
import type { Project } from '../observe/debuggee.ts'
import { sourceOf } from '../observe/scripts.ts'

/** In the user's source; null where it is none of the project's: `node -e`, or a command of a package. */
export function entryOf({ recording: { manifest }, located }: Project): string | null {
  const script = scriptOf(manifest)
  if (script === null) return null
  const relative = path.relative(manifest.sources.root, script)
  if (relative.startsWith('..') || isInPackages(relative)) return null
  const named = path.join(located.root, relative)
  // Node takes `app` for `app.js`.
  const file = ['', '.js', '.cjs', '.mjs', '/index.js'].map((end) => named + end).find(isFile)
  return file === undefined ? null : sourceOf(file)
}

function isFile(file: string): boolean {
  return existsSync(file) && statSync(file).isFile()
}
