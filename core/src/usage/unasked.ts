/** Fixtures that no test asks for any more. */
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { folderOf } from '../recording/fixture-folder.ts'
import type { FileAccounts } from './account.ts'

/** All fixtures of a test file, by their names. */
export function fixturesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.startsWith('.'))
  return names.toSorted().map((name) => path.join(folder, name))
}

/** Those that a test file, all of whose tests have run, has not asked for. */
export function unaskedIn({ testFile, tests }: FileAccounts): string[] {
  const asked = new Set(tests.flatMap(({ recordings }) => recordings.map(({ fixture }) => fixture)))
  return fixturesIn(folderOf(testFile)).filter((fixture) => !asked.has(fixture))
}

/** Whether a test file has fixtures. */
export function hasFixtures(testFile: string): boolean {
  return fixturesIn(folderOf(testFile)).length > 0
}
