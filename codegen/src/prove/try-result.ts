/**
 * Tries a test of what a run gave: it stays where it gives that again. Which parts of it are not the same each time shows in
 * a run at another time and with other luck: those are expected by what they are.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { deserialize } from 'node:v8'
import { fixturePath, writeHidden } from '@retrace/core/recordings'
import type { Expected, Impossible, Volatile, WrittenTest } from '../write/plan.ts'
import { Files } from './files.ts'
import { machinesFor } from './machines.ts'
import type { Outcome } from './outcome.ts'
import { runTest } from './run.ts'
import { shifted } from './shift.ts'
import { impossible, inZones, type Local, saidBy, type TrialFrame, type Tried, whyNotOn, written } from './tried.ts'
import { volatileIn } from './volatile.ts'

export interface ResultTrial extends TrialFrame {
  /** @param zone - the time zone that it sets */
  readonly write: (expected: Expected, zone: string | null) => Promise<WrittenTest | Impossible>
}

export function tryResult(trial: ResultTrial): Promise<Tried> {
  return inZones(trial.zone, (zone) => new Attempt(trial, zone).try())
}

class Attempt {
  readonly #trial: ResultTrial
  readonly #zone: string | null
  readonly #files = new Files()

  /** @param zone - the time zone that the test sets */
  constructor(trial: ResultTrial, zone: string | null) {
    this.#trial = trial
    this.#zone = zone
  }

  async try(): Promise<Tried | Local> {
    let isProved = false
    try {
      const tried = await this.#try()
      isProved = tried.kind === 'written'
      return tried
    } finally {
      if (!isProved) this.#files.restore()
    }
  }

  async #try(): Promise<Tried | Local> {
    const { fixture, hidden, zone } = this.#trial
    const volatile = await this.#volatile()
    const test = await this.#write(volatile.length > 0 ? { kind: 'loose', volatile } : { kind: 'exact' })
    if (test.kind === 'impossible') return impossible(test)
    const { here, others } = machinesFor(zone)
    const run = (env: NodeJS.ProcessEnv): Promise<Outcome> => this.#run(test, fixture, env)
    const wrong = await whyNotOn(others, here, run, whyOther, hidden)
    if (wrong) return wrong
    return written(test, this.#fixtureOf(test), this.#zone)
  }

  /** None where it can't be told. */
  async #volatile(): Promise<Volatile[]> {
    const { fixture } = this.#trial
    const folder = mkdtempSync(path.join(tmpdir(), 'retrace-result-'))
    try {
      const told = path.join(folder, 'result')
      const test = await this.#write({ kind: 'told', file: told })
      if (test.kind === 'impossible') return []
      const results: unknown[] = []
      for (const its of [fixture, shifted(fixture)]) {
        if ((await this.#run(test, its, {})).kind !== 'passed') return []
        if (!existsSync(told)) return []
        results.push(deserialize(readFileSync(told)))
      }
      return volatileIn(results[0], results[1])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  #write(expected: Expected): Promise<WrittenTest | Impossible> {
    return this.#trial.write(expected, this.#zone)
  }

  #run(test: WrittenTest, fixture: ResultTrial['fixture'], env: NodeJS.ProcessEnv): Promise<Outcome> {
    const file = this.#fixtureOf(test)
    this.#files.keep(file)
    this.#files.writeTest(test)
    writeHidden(file, { ...fixture, test: test.title }, this.#trial.policy)
    return runTest({ project: this.#trial.user, file: test.file, title: test.title, env })
  }

  #fixtureOf({ file, title }: WrittenTest): string {
    return fixturePath(file, title)
  }
}

function whyOther(outcome: Outcome): string | null {
  return outcome.kind === 'passed' ? null : `called by itself it does not give what it gave: ${saidBy(outcome)}`
}
