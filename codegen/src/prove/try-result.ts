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
import type { Place } from '../write/setting.ts'
import { Files } from './files.ts'
import { type Machine, machinesFor } from './machines.ts'
import type { Outcome } from './outcome.ts'
import { inPlaces, type Local, type Trying, whyNotOn } from './places.ts'
import { runProof } from './starting.ts'
import { shifted } from './shift.ts'
import type { Try } from './tries.ts'
import { impossible, saidBy, there, type TrialFrame, type Tried, tryOf, written } from './tried.ts'
import { volatileIn } from './volatile.ts'

export interface ResultTrial extends TrialFrame {
  /** @param place - what it sets of where it runs */
  readonly write: (expected: Expected, place: Place) => Promise<WrittenTest | Impossible>
}

export function tryResult(trial: ResultTrial): Promise<Tried> {
  return inPlaces(trial.home, (trying) => new Attempt(trial, trying).try())
}

class Attempt {
  readonly #trial: ResultTrial
  readonly #trying: Trying
  readonly #files = new Files()

  constructor(trial: ResultTrial, trying: Trying) {
    this.#trial = trial
    this.#trying = trying
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
    const { user, fixture, hidden, home } = this.#trial
    const { place, isMoved } = this.#trying
    const volatile = await this.#volatile()
    const test = await this.#write(volatile.length > 0 ? { kind: 'loose', volatile } : { kind: 'exact' })
    if (test.kind === 'impossible') return impossible(test)
    if (
      test.same !== null &&
      (await runProof({ project: user, file: test.file, title: test.same })).kind === 'passed'
    ) {
      this.#files.restore()
      return there(test, test.same, place)
    }
    const { here, others } = machinesFor(home, isMoved)
    const run = (at: Machine): Promise<Outcome> => {
      const its = this.#writeWith(test, fixture, at)
      return at === here ? this.#trial.tries.run(its) : runProof(its)
    }
    const wrong = await whyNotOn(others, here, run, whyOther, hidden)
    if (wrong) return wrong
    this.#files.removeLeftOver(test)
    return written(test, this.#fixtureOf(test), place)
  }

  /** None where it can't be told. */
  async #volatile(): Promise<Volatile[]> {
    const { fixture, home } = this.#trial
    const { isMoved } = this.#trying
    const folder = mkdtempSync(path.join(tmpdir(), 'retrace-result-'))
    try {
      const told = path.join(folder, 'result')
      const test = await this.#write({ kind: 'told', file: told })
      if (test.kind === 'impossible') return []
      const results: unknown[] = []
      for (const its of [fixture, shifted(fixture)]) {
        const at = { env: {}, folder: isMoved ? home.folder : null }
        if ((await this.#trial.tries.run(this.#writeWith(test, its, at))).kind !== 'passed') return []
        if (!existsSync(told)) return []
        results.push(deserialize(readFileSync(told)))
      }
      return volatileIn(results[0], results[1])
    } finally {
      // Nothing of how it was looked at is to stay in the test.
      this.#files.restore()
      rmSync(folder, { recursive: true, force: true })
    }
  }

  #write(expected: Expected): Promise<WrittenTest | Impossible> {
    return this.#trial.write(expected, this.#trying.place)
  }

  #writeWith(test: WrittenTest, fixture: ResultTrial['fixture'], machine: Machine): Try {
    const file = this.#fixtureOf(test)
    this.#files.keep(file)
    this.#files.writeTest(test)
    writeHidden(file, { ...fixture, test: test.title }, this.#trial.policy)
    return tryOf(this.#trial.user, test, machine)
  }

  #fixtureOf({ file, title }: WrittenTest): string {
    return fixturePath(file, title)
  }
}

function whyOther(outcome: Outcome): string | null {
  return outcome.kind === 'passed' ? null : `called by itself it does not give what it gave: ${saidBy(outcome)}`
}
