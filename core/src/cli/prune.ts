/** `retrace prune`: removes fixtures that no test asks for any more, and bodies that no fixture refers to. */
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { RetraceError } from '../errors.ts'
import { BODIES, bodyFilesOf } from '../recording/body-folder.ts'
import { FIXTURES, fixturesIn } from '../recording/fixture-folder.ts'
import { keptAccounts } from '../usage/kept.ts'
import { unaskedIn } from '../usage/unasked.ts'
import { note } from './say.ts'

export interface PruneOptions {
  readonly dryRun?: boolean
}

const NOT_THE_PROJECT = new Set(['node_modules', '.git'])

/**
 * Removes what no test asks for below a folder, or lists it.
 *
 * @throws RetraceError `USAGE_UNKNOWN` where of some test files it isn't known what they ask for; all else is done
 */
export function prune(root: string, { dryRun = false }: PruneOptions): void {
  const shown = (file: string): string => path.relative(root, file)
  const unknown: string[] = []
  let count = 0
  const remove = (file: string): void => {
    count++
    process.stdout.write(`${shown(file)}\n`)
    if (!dryRun) rmSync(file)
  }
  for (const folder of foldersBelow(root)) {
    const testFile = path.join(path.dirname(path.dirname(folder)), path.basename(folder))
    const all = fixturesIn(folder)
    const unasked = existsSync(testFile) ? unaskedOf(testFile) : all
    if (unasked === null) unknown.push(shown(testFile))
    const left = all.filter((fixture) => !unasked?.includes(fixture))
    for (const fixture of unasked ?? []) remove(fixture)
    for (const body of unreferred(folder, left)) remove(body)
    if (!dryRun) for (const empty of [path.join(folder, BODIES), folder, path.dirname(folder)]) removeEmpty(empty)
  }
  note(`${count} ${count === 1 ? 'file' : 'files'} ${dryRun ? 'would be removed' : 'removed'}`)
  if (unknown.length > 0) throw new RetraceError('USAGE_UNKNOWN', { what: unknown.join(', ') })
}

/** Null where it isn't known: its last run was not of all its tests, or the file has been changed since. */
function unaskedOf(testFile: string): string[] | null {
  const accounts = keptAccounts(testFile)
  return accounts?.isWhole ? unaskedIn(accounts) : null
}

/** The folders of test files that have fixtures. */
function foldersBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory() || NOT_THE_PROJECT.has(entry.name)) return []
    const inner = path.join(folder, entry.name)
    if (entry.name !== FIXTURES) return foldersBelow(inner)
    const its = readdirSync(inner, { withFileTypes: true }).filter((file) => file.isDirectory())
    return its.map(({ name }) => path.join(inner, name))
  })
}

/** Bodies that none of the fixtures refers to; none where one of these can't be read, and may. */
function unreferred(folder: string, fixtures: readonly string[]): string[] {
  const bodies = path.join(folder, BODIES)
  if (!existsSync(bodies)) return []
  try {
    const referred = new Set(fixtures.flatMap(bodyFilesOf))
    return readdirSync(bodies)
      .map((name) => path.join(bodies, name))
      .filter((file) => !referred.has(file))
  } catch {
    return []
  }
}

function removeEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder)
}
