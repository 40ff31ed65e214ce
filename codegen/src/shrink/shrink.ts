/** Reduces a fixture to the least from which its test fails in the same way, with the proof. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { RetraceError } from '@retrace/core'
import { type FixtureJson, readFixtureJson, sizeOfFixture, writeFixtureJson } from '@retrace/core/recordings'
import { whyNotFailed } from '../prove/compare.ts'
import { machinesFor } from '../prove/machines.ts'
import type { Outcome } from '../prove/outcome.ts'
import { type Proof, runTest } from '../prove/run.ts'
import { failureIn } from './failure.ts'
import { reduce } from './reduce.ts'
import { subjectOf, type SubjectOptions } from './subject.ts'
import { testerFor } from './tester.ts'
import { Stopped, Trials } from './trials.ts'

export interface ShrinkOptions extends SubjectOptions {
  /** Where to write it; else in the place of the fixture. */
  readonly out?: string | undefined
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
  /** Whether nothing more can be left out: nobody has stopped it before. */
  readonly isLeast: boolean
  /** How often the project's own runner has run the test from what is there now: it failed so each time. */
  readonly runs: number
}

/** So often has a test to fail in the same way from what is written, and before from what is to be shrunk. */
const RUNS = 5
const FIRST_RUNS = 2

/**
 * Shrinks a fixture, in its place. It is written whole, at the end, or is as it was.
 *
 * @param options - where its signal says to stop before anything was tried, what it says is thrown
 * @throws RetraceError `SHRINK_NO_TEST`, `SHRINK_NOT_FAILING`, `SHRINK_UNSTEADY`, `FIXTURE_UNREADABLE`,
 *   `FIXTURE_BODY_UNREADABLE`, `FIXTURE_NEWER`, `FIXTURE_UNWRITABLE`, `NO_TEST_FRAMEWORK`, `TWO_TEST_FRAMEWORKS`
 */
export async function shrink(fixture: string, options: ShrinkOptions): Promise<Shrunk> {
  const file = path.resolve(fixture)
  const json = readFixtureJson(file)
  const folder = mkdtempSync(path.join(tmpdir(), 'retrace-shrink-'))
  try {
    const standIn = path.join(folder, 'fixture.json')
    const subject = subjectOf(file, json, standIn, options)
    return await shrinkWith({ file, json, standIn, subject }, options)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Task {
  readonly file: string
  readonly json: FixtureJson
  readonly standIn: string
  readonly subject: Proof
}

async function shrinkWith(task: Task, options: ShrinkOptions): Promise<Shrunk> {
  const { file, json, standIn, subject } = task
  const { out = file, maxTries = Infinity, onProgress, signal = new AbortController().signal } = options
  const before = sizeOf(file, json)
  const { failure, error, machines } = await failureOf(task, signal)
  const tester = testerFor(subject)
  const onTry = ({ tries, least }: Trials): void =>
    onProgress?.(tries, least.exchanges.length, JSON.stringify(least).length)
  const trials = new Trials(json, { tester, file: standIn, failure, maxTries, signal, onTry })
  let isLeast = true
  try {
    await reduce(trials)
  } catch (stopped) {
    if (!(stopped instanceof Stopped)) throw stopped
    isLeast = false
  } finally {
    tester.end()
  }
  const { proved, runs } = await proofOf(task, trials.held, failure, machines)
  if (proved !== json || out !== file) writeFixtureJson(out, proved)
  return {
    fixture: out,
    test: { file: subject.file, title: subject.title },
    error,
    before,
    after: sizeOf(out, proved),
    tries: trials.tries,
    isLeast: isLeast && proved === trials.least,
    runs,
  }
}

function sizeOf(file: string, { exchanges }: FixtureJson): Size {
  return { exchanges: exchanges.length, bytes: sizeOfFixture(file) }
}

/** How the test fails, and the machines on which it does. */
async function failureOf(
  task: Task,
  signal: AbortSignal,
): Promise<{
  readonly failure: string
  readonly error: Shrunk['error']
  readonly machines: readonly NodeJS.ProcessEnv[]
}> {
  const { file, json, subject } = task
  const outcome = await runFrom(task, json, {}, signal)
  const failure = failureIn(outcome)
  if (outcome.kind !== 'failed' || failure === null)
    throw new RetraceError('SHRINK_NOT_FAILING', {
      what: file,
      name: subject.title,
      where: subject.file,
      why: outcome.kind === 'failed' ? '' : whyNotFailed(outcome),
    })
  const again = await runFrom(task, json, {}, signal)
  if (failureIn(again) !== failure)
    throw new RetraceError('SHRINK_UNSTEADY', { what: file, name: subject.title, why: saidBy(outcome, again) })
  const { name, message } = outcome.error
  const machines: NodeJS.ProcessEnv[] = [{}]
  for (const env of machinesFor(null).others)
    if (failureIn(await runFrom(task, json, env, signal)) === failure) machines.push(env)
  return { failure, error: { name, message }, machines }
}

function saidBy(...outcomes: readonly Outcome[]): string {
  const said = outcomes.map((it) => (it.kind === 'failed' ? `${it.error.name}: ${it.error.message}` : whyNotFailed(it)))
  return said[0] === said[1] ? `it fails at other places: ${said[0]}` : said.join(', and then ')
}

/** The last that holds in all runs: what was tried once may hold by chance, or in one time zone only. */
async function proofOf(
  task: Task,
  held: readonly FixtureJson[],
  failure: string,
  machines: readonly NodeJS.ProcessEnv[],
): Promise<{ readonly proved: FixtureJson; readonly runs: number }> {
  for (let i = held.length - 1; i > 0; i = Math.floor(i / 2)) {
    const proved = held[i] as FixtureJson
    if (await holdsAlways(task, proved, failure, machines)) return { proved, runs: RUNS }
  }
  return { proved: held[0] as FixtureJson, runs: FIRST_RUNS }
}

async function holdsAlways(
  task: Task,
  json: FixtureJson,
  failure: string,
  machines: readonly NodeJS.ProcessEnv[],
): Promise<boolean> {
  for (let i = 0; i < RUNS; i++)
    if (failureIn(await runFrom(task, json, machines[i % machines.length] ?? {})) !== failure) return false
  return true
}

/** By the runner, as anybody would run it. */
async function runFrom(
  { subject, standIn }: Task,
  json: FixtureJson,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<Outcome> {
  writeFileSync(standIn, JSON.stringify(json))
  const outcome = await runTest({ ...subject, env: { ...subject.env, ...env }, ...(signal ? { signal } : {}) })
  // A terminal tells the runner too to stop.
  signal?.throwIfAborted()
  return outcome
}
