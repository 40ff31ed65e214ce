/** How a test fails from the whole fixture, and the proof that it does from what is left of it. */
import { writeFileSync } from 'node:fs'
import { RetraceError } from '@retrace/core'
import type { FixtureJson } from '@retrace/core/recordings'
import { whyNotFailed } from '../prove/compare.ts'
import { machinesFor } from '../prove/machines.ts'
import type { Outcome } from '../prove/outcome.ts'
import { type Proof, runTest } from '../prove/run.ts'
import { ANYWHERE } from '../write/setting.ts'
import { failureIn } from './failure.ts'
import { type Tester, type Way, waysFor } from './tester.ts'

/** A fixture, and the test that belongs to it. */
export interface Task {
  readonly file: string
  readonly json: FixtureJson
  /** The file from which the test is run. */
  readonly standIn: string
  readonly subject: Proof
}

export interface Reference {
  /** As `failureIn` has it. */
  readonly failure: string
  readonly error: { readonly name: string; readonly message: string }
  /** Where it fails so: here, and maybe in other time zones and languages. */
  readonly machines: readonly NodeJS.ProcessEnv[]
  /** The fastest that has it fail so, and the first of its kind. */
  readonly way: Way
  readonly tester: Tester
}

/** @throws RetraceError `SHRINK_NOT_FAILING`, `SHRINK_UNSTEADY` */
export async function referenceOf(task: Task, signal: AbortSignal): Promise<Reference> {
  const { file, json, subject } = task
  const its = { what: file, name: subject.title, where: subject.file }
  writeFixture(task, json)
  const first = await runIn(task, {}, signal)
  const failure = failureIn(first)
  if (first.kind !== 'failed' || failure === null)
    throw new RetraceError('SHRINK_NOT_FAILING', { ...its, why: saidBy(first) })
  let again: Outcome = first
  for (const way of waysFor(subject)) {
    const tester = way(subject)
    again = await tester.run(signal)
    if (failureIn(again) === failure) {
      const { name, message } = first.error
      return { failure, error: { name, message }, machines: await machinesOf(tester, failure, signal), way, tester }
    }
    tester.end()
  }
  const [before, after] = [saidBy(first), saidBy(again)]
  const why =
    before === after ? `it fails with ${before} at another place` : `it fails with ${before}, and then with ${after}`
  throw new RetraceError('SHRINK_UNSTEADY', { ...its, why })
}

/** The proof at the end starts the runner for each of them. */
async function machinesOf(tester: Tester, failure: string, signal: AbortSignal): Promise<readonly NodeJS.ProcessEnv[]> {
  const machines: NodeJS.ProcessEnv[] = [{}]
  for (const { env } of machinesFor(ANYWHERE, false).others)
    if (failureIn(await tester.run(signal, env)) === failure) machines.push(env)
  return machines
}

function saidBy(outcome: Outcome): string {
  if (outcome.kind !== 'failed') return whyNotFailed(outcome)
  return `${outcome.error.name}: ${outcome.error.message}`
}

/** So often has a test to fail in the same way from what is left. */
const RUNS = 3

export interface Proved {
  readonly least: FixtureJson
  /** How often the runner has run the test from it; it failed so each time. */
  readonly runs: number
}

/**
 * Of fixtures that are ever smaller, the last from which the test always fails so: what was tried once may do so by
 * chance, or in one time zone only.
 */
export async function prove(
  task: Task,
  { failure, machines }: Reference,
  held: readonly FixtureJson[],
): Promise<Proved> {
  // Further back by twice as many each time: what it fails by may be the last that was left out, or the first.
  for (let back = 1; back < held.length; back *= 2) {
    const least = held[held.length - back] as FixtureJson
    if (await holdsAlways(task, least, failure, machines)) return { least, runs: RUNS }
  }
  return { least: held[0] as FixtureJson, runs: machines.length }
}

/** One run after another: a test that has a time limit is not to fail by it. */
async function holdsAlways(
  task: Task,
  json: FixtureJson,
  failure: string,
  machines: readonly NodeJS.ProcessEnv[],
): Promise<boolean> {
  writeFixture(task, json)
  for (let run = 0; run < RUNS; run++)
    if (failureIn(await runIn(task, machines[run % machines.length] ?? {})) !== failure) return false
  return true
}

function writeFixture({ standIn }: Task, json: FixtureJson): void {
  writeFileSync(standIn, JSON.stringify(json))
}

/** By the runner, as anybody would run it. */
async function runIn({ subject }: Task, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<Outcome> {
  const outcome = await runTest({ ...subject, env: { ...subject.env, ...env }, ...(signal ? { signal } : {}) })
  // A terminal tells the runner too to stop.
  signal?.throwIfAborted()
  return outcome
}
