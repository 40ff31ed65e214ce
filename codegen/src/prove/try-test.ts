/** Tries a test of a failure: it stays where it is proved to fail as the recording did, and else all is as it was. */
import path from 'node:path'
import { fixturePath, writeHidden } from '@retrace/core/recordings'
import type { Assertion, Impossible, WrittenTest } from '../write/plan.ts'
import { ANYWHERE, type Place } from '../write/setting.ts'
import { Files } from './files.ts'
import { type Machine, machinesFor } from './machines.ts'
import type { Outcome } from './outcome.ts'
import { inPlaces, type Local, type Trying, whyNotOn } from './places.ts'
import { runProof } from './starting.ts'
import {
  impossible,
  type Instead,
  insteadIn,
  type Rejected,
  rejected,
  saidBy,
  there,
  type TrialFrame,
  type Tried,
  tryOf,
  written,
} from './tried.ts'

export interface Trial extends TrialFrame {
  readonly assertion: Assertion
  /**
   * Writes it, pinned to what was recorded or as it is to be kept.
   *
   * @param place - what it sets of where it runs
   */
  readonly write: (isPinned: boolean, place: Place) => Promise<WrittenTest | Impossible>
  /** Why the test that is to be kept doesn't fail as the recorded run did; null where it does. */
  readonly whyOther: Why
}

type Why = (outcome: Outcome) => string | null

export function tryTest(trial: Trial): Promise<Tried> {
  return inPlaces(trial.home, (trying) => tryIn(trial, trying))
}

async function tryIn(trial: Trial, { place, isMoved }: Trying): Promise<Tried | Local> {
  const { user, assertion, fixture: said, policy, hidden, tries, write, whyOther } = trial
  const [pinned, kept] = [await write(true, place), await write(false, place)]
  if (pinned.kind === 'impossible') return impossible(pinned)
  if (kept.kind === 'impossible') return impossible(kept)

  const whyNotSo = assertion === 'error' ? whyRed : whyOther
  if (kept.same !== null) {
    const outcome = await runProof({ project: user, file: kept.file, title: kept.same })
    if (whyNotSo(outcome) === null) return there(kept, kept.same, place)
  }
  const files = new Files()
  const fixture = fixturePath(kept.file, kept.title)
  const { here, others } = machinesFor(trial.home, isMoved)
  const run = async (test: WrittenTest, whyNot: Why, other: Machine): Promise<Rejected | Local | null> => {
    files.writeTest(test)
    const its = tryOf(user, test, here)
    const look = (): Promise<Outcome> => tries.run(its)
    const failed: { by: Instead | null } = { by: null }
    const why: Why = (outcome) => {
      const is = whyNot(outcome)
      if (is !== null) failed.by = insteadIn(outcome, test)
      return is && withPlace(is, failed.by)
    }
    // What is not so here need not be proved elsewhere.
    const otherwise = tries.isWarm(its) ? why(await look()) : null
    const lookAt = (at: Machine): Promise<Outcome> => (at === here ? look() : runProof({ ...its, ...at }))
    const wrong = otherwise === null ? await whyNotOn([other], here, lookAt, why, hidden) : rejected(otherwise, hidden)
    return wrong?.kind === 'rejected' && failed.by ? { ...wrong, instead: failed.by } : wrong
  }
  /** One that is pinned says what was expected of it, and not what it has done. */
  const explained = async (wrong: Rejected): Promise<Rejected> => {
    if (assertion === 'error') return wrong
    files.writeTest(kept)
    const outcome = await tries.run(tryOf(user, kept, here))
    if (whyOther(outcome) === null) return wrong
    const instead = insteadIn(outcome, kept)
    return { ...rejected(withPlace(notSo(outcome), instead), hidden), ...(instead ? { instead } : {}) }
  }
  let isProved = false
  try {
    files.keep(fixture)
    writeHidden(fixture, { ...said, test: kept.title }, policy)
    const unlike = await run(pinned, whyNotPinned, others[0])
    if (unlike) return unlike.kind === 'rejected' ? await explained(unlike) : unlike
    const wrong = await run(kept, whyNotSo, others[1])
    if (wrong) return wrong
    isProved = true
  } finally {
    if (!isProved) files.restore()
  }
  files.removeLeftOver(kept)
  return written(kept, fixture, place)
}

/**
 * Whether a test does where it was recorded what it should; nothing of it stays.
 *
 * @param why - why it doesn't do so
 */
export async function isShown(
  { user, fixture, policy, home, tries }: TrialFrame,
  write: (place: Place) => Promise<WrittenTest | Impossible>,
  why: Why = whyRed,
): Promise<boolean> {
  const test = await write(ANYWHERE)
  if (test.kind === 'impossible') return false
  const files = new Files()
  try {
    const its = fixturePath(test.file, test.title)
    files.keep(its)
    writeHidden(its, { ...fixture, test: test.title }, policy)
    files.writeTest(test)
    const { here } = machinesFor(home, true)
    return why(await tries.run(tryOf(user, test, here))) === null
  } finally {
    files.restore()
  }
}

/** As `orders.js:3` says where it was, where that isn't said already. */
function withPlace(why: string, instead: Instead | null): string {
  const place = instead?.place ?? null
  return place === null || why.includes(path.basename(place)) ? why : `${why} (${place})`
}

function whyNotPinned(outcome: Outcome): string | null {
  return outcome.kind === 'passed' ? null : notSo(outcome)
}

function notSo(outcome: Outcome): string {
  return `called by itself it does not fail so: ${saidBy(outcome)}`
}

function whyRed(outcome: Outcome): string | null {
  return outcome.kind === 'passed' ? null : saidBy(outcome)
}
