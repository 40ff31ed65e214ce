/** Reduces a fixture to the least from which its test fails in the same way, with the proof. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type FixtureJson, readFixtureJson, sizeOfFixture, writeFixtureJson } from '@retrace/core/recordings'
import { type Lane, laneCount, Lanes } from './lanes.ts'
import { prove, type Reference, referenceOf, type Task } from './proof.ts'
import { reduce, reduceLists } from './reduce.ts'
import { fromFile, subjectOf, type SubjectOptions } from './subject.ts'
import { Stopped, Trials } from './trials.ts'

export interface ShrinkOptions extends SubjectOptions {
  /** Where to write it; else in the place of the fixture. */
  readonly out?: string | undefined
  /**
   * Whether to leave out what only mended code would read. Unless it is said, that is left where the fixture of a test is
   * replaced.
   */
  readonly least?: boolean | undefined
  readonly maxTries?: number | undefined
  /** Says to stop, and to keep the least so far. */
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((tries: number, exchanges: number, bytes: number) => void) | undefined
}

export interface Size {
  readonly exchanges: number
  readonly bytes: number
}

export interface Shrunk {
  readonly fixture: string
  readonly test: { readonly file: string; readonly title: string }
  /** What it fails with, from either. */
  readonly error: { readonly name: string; readonly message: string }
  readonly before: Size
  readonly after: Size
  readonly tries: number
  /** Whether it has all that mended code may read. */
  readonly isWhole: boolean
  /** Whether nothing more can be left out: nobody has stopped it before. */
  readonly isLeast: boolean
  /** How often the project's own runner has run the test from what is there now: it failed so each time. */
  readonly runs: number
}

/**
 * Shrinks a fixture, in its place. It is written whole, at the end, or is as it was.
 *
 * @param options - where its signal says to stop before anything was tried, what it says is thrown
 * @throws RetraceError `SHRINK_NO_TEST`, `SHRINK_NOT_FAILING`, `SHRINK_UNSTEADY`, `FIXTURE_UNREADABLE`,
 *   `FIXTURE_BODY_UNREADABLE`, `FIXTURE_NEWER`, `FIXTURE_UNWRITABLE`, `NO_TEST_FRAMEWORK`, `TWO_TEST_FRAMEWORKS`
 */
export async function shrink(fixture: string, options: ShrinkOptions): Promise<Shrunk> {
  const { signal = new AbortController().signal } = options
  const file = path.resolve(fixture)
  const json = readFixtureJson(file)
  const folder = mkdtempSync(path.join(tmpdir(), 'retrace-shrink-'))
  try {
    const subject = subjectOf(file, json, options)
    const standIn = path.join(folder, 'fixture.json')
    const task: Task = { file, json, standIn, subject: fromFile(subject, file, standIn) }
    const reference = await referenceOf(task, signal)
    const more = Array.from({ length: laneCount() - 1 }, (_, i): Lane => {
      const its = path.join(folder, `${i}.json`)
      return { file: its, tester: reference.way(fromFile(subject, file, its)) }
    })
    const lanes = new Lanes([{ file: standIn, tester: reference.tester }, ...more])
    return await shrinkIn(lanes, task, reference, options, signal)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function shrinkIn(
  lanes: Lanes,
  task: Task,
  reference: Reference,
  { out = task.file, maxTries = Infinity, onProgress, ...options }: ShrinkOptions,
  signal: AbortSignal,
): Promise<Shrunk> {
  const { file, json, subject } = task
  const { failure, error } = reference
  const before = sizeOf(file, json)
  const isWhole = !(options.least ?? (out !== file || json.capture !== undefined))
  const trials = new Trials(json, {
    lanes,
    failure,
    maxTries,
    signal,
    onTry: ({ tries, least }) => onProgress?.(tries, least.exchanges.length, JSON.stringify(least).length),
  })
  const isDone = await reduceAsFarAs(trials, isWhole ? reduceLists : reduce).finally(() => lanes.end())
  const { least, runs } = await prove(task, reference, trials.held)
  if (least !== json || out !== file) writeFixtureJson(out, least)
  return {
    fixture: out,
    test: { file: subject.file, title: subject.title },
    error,
    before,
    after: sizeOf(out, least),
    tries: trials.tries,
    isWhole,
    isLeast: isDone && least === trials.least,
    runs,
  }
}

/** Whether it came to its end. */
async function reduceAsFarAs(trials: Trials, how: (trials: Trials) => Promise<void>): Promise<boolean> {
  try {
    await how(trials)
    return true
  } catch (error) {
    if (error instanceof Stopped) return false
    throw error
  }
}

function sizeOf(file: string, { exchanges }: FixtureJson): Size {
  return { exchanges: exchanges.length, bytes: sizeOfFixture(file) }
}
