/** Tries a test of a failure: it stays where it is proved to fail as the recording did, and else all is as it was. */
import { fixturePath, writeHidden } from '@retrace/core/recordings'
import type { Assertion, Impossible, WrittenTest } from '../write/plan.ts'
import { Files } from './files.ts'
import { machinesFor } from './machines.ts'
import type { Outcome } from './outcome.ts'
import { runTest } from './run.ts'
import { impossible, inZones, type Local, saidBy, type TrialFrame, type Tried, whyNotOn, written } from './tried.ts'

export interface Trial extends TrialFrame {
  readonly assertion: Assertion
  /**
   * Writes it, pinned to what was recorded or as it is to be kept.
   *
   * @param zone - the time zone that it sets
   */
  readonly write: (isPinned: boolean, zone: string | null) => Promise<WrittenTest | Impossible>
  /** Why the test that is to be kept doesn't fail as the recorded run did; null where it does. */
  readonly whyOther: Why
}

type Why = (outcome: Outcome) => string | null

export function tryTest(trial: Trial): Promise<Tried> {
  return inZones(trial.zone, (zone) => tryIn(trial, zone))
}

/** @param zone - the time zone that the test sets */
async function tryIn(trial: Trial, zone: string | null): Promise<Tried | Local> {
  const { user, assertion, fixture: said, policy, hidden, write, whyOther } = trial
  const [pinned, kept] = [await write(true, zone), await write(false, zone)]
  if (pinned.kind === 'impossible') return impossible(pinned)
  if (kept.kind === 'impossible') return impossible(kept)

  const files = new Files()
  const fixture = fixturePath(kept.file, kept.title)
  const { here, others } = machinesFor(trial.zone)
  const run = (test: WrittenTest, why: Why, other: NodeJS.ProcessEnv): Promise<Tried | Local | null> => {
    files.writeTest(test)
    const runIn = (env: NodeJS.ProcessEnv): Promise<Outcome> =>
      runTest({ project: user, file: test.file, title: test.title, env })
    return whyNotOn([other], here, runIn, why, hidden)
  }
  let isProved = false
  try {
    files.keep(fixture)
    writeHidden(fixture, { ...said, test: kept.title }, policy)
    const wrong =
      (await run(pinned, whyNotPinned, others[0])) ??
      (await run(kept, assertion === 'error' ? whyRed : whyOther, others[1]))
    if (wrong) return wrong
    isProved = true
  } finally {
    if (!isProved) files.restore()
  }
  return written(kept, fixture, zone)
}

function whyNotPinned(outcome: Outcome): string | null {
  return outcome.kind === 'passed' ? null : `called by itself it does not fail so: ${saidBy(outcome)}`
}

function whyRed(outcome: Outcome): string | null {
  return outcome.kind === 'passed' ? null : saidBy(outcome)
}
