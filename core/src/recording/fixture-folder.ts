/** Where the fixtures of test files are. */
import path from 'node:path'

/** The folders of fixtures, beside test files. */
export const FIXTURES = '__recordings__'

export function folderOf(testFile: string): string {
  return path.join(path.dirname(testFile), FIXTURES, path.basename(testFile))
}
