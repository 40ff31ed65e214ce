/** What the fixtures of a test file know of connections: a pool may be there before the first of its tests is. */
import { type Entry, ExchangeIndex } from '../player/exchange-index.ts'
import { readFixture } from '../recording/fixture-file.ts'
import { fixturesIn, folderOf } from '../recording/fixture-folder.ts'
import { standInFor } from './stand-in.ts'
import { testFile } from './test-source.ts'

const known = new Map<string, readonly Entry[]>()

/** All exchanges of the current test file's fixtures; of those that can't be read, none: their tests say so. */
export function knownSessions(): readonly Entry[] {
  const file = testFile()
  if (file === null) return []
  const folder = folderOf(file)
  const entries = known.get(folder) ?? load(folder)
  known.set(folder, entries)
  return entries
}

/** A fixture has been written. */
export function forgetSessions(): void {
  known.clear()
}

function load(folder: string): readonly Entry[] {
  return fixturesIn(folder).flatMap((fixture) => {
    try {
      const { exchanges, placeholders } = readFixture(standInFor(fixture))
      return new ExchangeIndex(exchanges, null, placeholders).entries
    } catch {
      return []
    }
  })
}
