/** Which test runs: what a test runner says, or what can be told without one. */
import { createHash } from 'node:crypto'
import path from 'node:path'
import { firstUserLine } from '../recording/user-line.ts'
import { folderOf } from '../recording/fixture-folder.ts'
import { forgetClaims } from './claims.ts'
import type { CountedRecording } from './recording.ts'

export interface RunningTest {
  /** The test file, as an absolute path. */
  readonly file: string
  /** Its full name: those of its suites and its own. Null outside of any test. */
  readonly name: string | null
  /** What is the same however often the test is tried, and of no other test; none outside of any. */
  readonly id?: object
  /** Takes a recording that begins in the test, and ends it where the test doesn't. */
  readonly own?: (recording: CountedRecording) => void
}

/** Says which test runs, by the async context of the code that asks. */
export type TestSource = () => RunningTest | null

let source: TestSource = () => null

/** A test file begins, or has ended. */
export function setTestSource(next: TestSource): void {
  source = next
  forgetClaims()
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

/**
 * The name of a file for a test. What a file system can't take is left out of it, and what is too long is cut: a hash of
 * all of it then tells it from others that begin alike.
 */
export function fileNameOf(test: string): string {
  const plain = test
    .replaceAll(/[^\p{L}\p{N} ._,()=+-]+/gu, '_')
    .replace(/^\.+/, '')
    .trim()
    .replace(RESERVED, '$1_')
  if (Buffer.byteLength(plain) <= MAX_BYTES) return `${plain === '' ? '_' : plain}.json`
  const hash = createHash('sha256').update(test).digest('hex').slice(0, HASH)
  let cut = ''
  for (const letter of plain)
    if (Buffer.byteLength(cut + letter) <= MAX_BYTES - HASH - 1) cut += letter
    else break
  return `${cut.trim()} ${hash}.json`
}

/** Windows has devices of these names, whatever follows a dot. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i

/** Names have at most 255 bytes, and on Windows a path with all its folders has not many more. */
const MAX_BYTES = 120
const HASH = 8
