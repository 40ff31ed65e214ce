/** Which test runs: what a test runner says, or what can be told without one. */
import path from 'node:path'
import { firstUserLine } from '../recording/user-line.ts'
import { folderOf } from '../recording/fixture-folder.ts'
import type { CountedRecording } from './recording.ts'

export interface RunningTest {
  /** The test file, as an absolute path. */
  readonly file: string
  /** Its full name: those of its suites and its own. Null outside of any test. */
  readonly name: string | null
  /** Takes a recording that begins in the test, and ends it where the test doesn't. */
  readonly own?: (recording: CountedRecording) => void
}

/** Says which test runs, by the async context of the code that asks. */
export type TestSource = () => RunningTest | null

let source: TestSource = () => null

export function setTestSource(next: TestSource): void {
  source = next
}

/** The test that the running code belongs to; without a runner that says it, the file of the code that asks. */
export function runningTest(stack: string): RunningTest | null {
  const running = source()
  if (running) return running
  const file = firstUserLine(stack)?.replace(/:\d+:\d+$/, '')
  return file === undefined ? null : { file, name: null }
}

/** The test file of this process, as far as it is known without being in a test. */
export function testFile(): string | null {
  return source()?.file ?? process.argv[1] ?? null
}

/** The file of a fixture. */
export function fixturePath(file: string, name: string): string {
  return path.join(folderOf(file), fileNameOf(name))
}

/** The name of a file for a test; what a file system can't take is left out of it. */
export function fileNameOf(test: string): string {
  const plain = test
    .replaceAll(/[^\p{L}\p{N} ._,()=+-]+/gu, '_')
    .replace(/^\.+/, '')
    .trim()
  return `${Array.from(plain).slice(0, MAX_NAME).join('')}.json`
}

/** Names of files have at most 255 bytes; a letter may have four. */
const MAX_NAME = 60
