/** Where the fixtures of test files are. */
import path from 'node:path'
import { originalFs as fs } from '../originals.ts'

/** The folders of fixtures, beside test files. */
export const FIXTURES = '__recordings__'

export function folderOf(testFile: string): string {
  return path.join(path.dirname(testFile), FIXTURES, path.basename(testFile))
}

/** The fixtures in a folder, as paths, by their names. */
export function fixturesIn(folder: string): string[] {
  if (!fs.existsSync(folder)) return []
  const names = (fs.readdirSync(folder) as string[]).filter((name) => name.endsWith('.json') && !name.startsWith('.'))
  return names.toSorted().map((name) => path.join(folder, name))
}

/** Whether a path is that of a fixture: `__recordings__/orders.test.ts/an order is stored.json`. */
export function isFixture(file: string): boolean {
  return file.endsWith('.json') && path.basename(path.dirname(path.dirname(path.resolve(file)))) === FIXTURES
}

export function testFileOf(fixture: string): string {
  const folder = path.dirname(path.resolve(fixture))
  return path.join(path.dirname(path.dirname(folder)), path.basename(folder))
}
