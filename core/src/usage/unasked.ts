/** Fixtures that no test asks for any more. */
import { fixturesIn, folderOf } from '../recording/fixture-folder.ts'
import type { FileAccounts } from './account.ts'

/** Those that a test file, all of whose tests have run, has not asked for. */
export function unaskedIn({ testFile, tests }: FileAccounts): string[] {
  const asked = new Set(tests.flatMap(({ recordings }) => recordings.map(({ fixture }) => fixture)))
  return fixturesIn(folderOf(testFile)).filter((fixture) => !asked.has(fixture))
}

/** Whether a test file has fixtures. */
export function hasFixtures(testFile: string): boolean {
  return fixturesIn(folderOf(testFile)).length > 0
}
