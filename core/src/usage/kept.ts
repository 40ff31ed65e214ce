/** What test files have asked for in their last run, in the project's cache: `retrace prune` goes by it. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { writeWhole } from '../recording/files.ts'
import type { FileAccounts } from './account.ts'

/** Writes it down. What can't be written is only missed by `retrace prune`, which says so. */
export function keepAccounts(accounts: FileAccounts): void {
  const place = placeOf(accounts.testFile)
  try {
    mkdirSync(path.dirname(place), { recursive: true })
    writeWhole(place, JSON.stringify(accounts))
  } catch {
    // A file system that is read-only.
  }
}

/**
 * What is known of a test file, as it is now; null where that is nothing.
 *
 * @param since - only of runs that began after that, in milliseconds since 1970
 */
export function keptAccounts(testFile: string, since = 0): FileAccounts | null {
  const place = placeOf(testFile)
  try {
    const written = statSync(place).mtimeMs
    if (written < since || written < statSync(testFile).mtimeMs) return null
    return JSON.parse(readFileSync(place, 'utf8')) as FileAccounts
  } catch {
    return null
  }
}

function placeOf(testFile: string): string {
  const name = createHash('sha1').update(testFile).digest('hex')
  return path.join(projectOf(path.dirname(testFile)), 'node_modules', '.cache', 'retrace', `${name}.json`)
}

function projectOf(folder: string): string {
  const parent = path.dirname(folder)
  return existsSync(path.join(folder, 'package.json')) || parent === folder ? folder : projectOf(parent)
}
