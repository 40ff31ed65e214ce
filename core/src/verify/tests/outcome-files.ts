/** Files by which `retrace verify` and the tests that it runs speak: one for each recording of a test, written as it ends. */
import { createHash } from 'node:crypto'
import path from 'node:path'
import { originalFs as fs } from '../../originals.ts'
import type { MatchOptions } from '../../player/match.ts'
import type { Entry } from '../../recording/fixture-file.ts'
import { decodeValue, encodeValue } from '../../tape/codec.ts'
import { writeWhole } from '../../recording/files.ts'
import type { Asked } from '../behaviour.ts'

/** The variable that names their folder. */
export const ENV_VERIFY = 'RETRACE_VERIFY'

export interface TestOutcome {
  /** An absolute path. */
  readonly fixture: string
  /** The full name of the test that has asked for it; null where no runner says it. */
  readonly test: string | null
  /** What its clock said when it began, in milliseconds since 1970. */
  readonly began: number
  readonly match: MatchOptions | null
  readonly asked: readonly Asked[]
  /** Each of these as the fixture would have it, with nothing secret in it; null of what has no answer. */
  readonly entries: readonly (Entry | null)[]
  readonly placeholders: readonly string[]
  /** What is no request: a connection that was lost, say. */
  readonly failures: readonly string[]
}

const ENDING = '.outcome'

/** Of a test that is tried again, what its last try has asked. */
export function writeTestOutcome(folder: string, outcome: TestOutcome): void {
  const name = `${createHash('sha256').update(outcome.fixture).digest('hex')}${ENDING}`
  writeWhole(path.join(folder, name), encodeValue(outcome))
}

export function readTestOutcomes(folder: string): Map<string, TestOutcome> {
  const all = (fs.readdirSync(folder) as string[])
    .filter((name) => name.endsWith(ENDING))
    .map((name) => decodeValue(fs.readFileSync(path.join(folder, name))) as TestOutcome)
  return new Map(all.map((outcome) => [outcome.fixture, outcome]))
}

/** What the runner writes of all tests, in the form of Jest. */
export const RESULTS = 'results.json'
