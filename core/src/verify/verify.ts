/** Verifies recordings, several at a time. */
import { RetraceError } from '../errors.ts'
import { isFixture } from '../recording/fixture-folder.ts'
import { elapsed } from '../originals.ts'
import { openRecording } from '../recording/open.ts'
import { Placeholders } from '../redaction/placeholder.ts'
import { caseOf, isUnstarted, type RecordedCase } from './case.ts'
import { loadSqlParser } from './compare/sql-changes.ts'
import { compare } from './compare/index.ts'
import { grouped } from './compare/grouped.ts'
import { runBefore } from './before.ts'
import { drawPlan } from './draw-plan.ts'
import { type HostOptions, lateError, runCase, unansweredError, unstartedError } from './host.ts'
import type { Rules } from './rules/rules.ts'
import type { Results, Unverified, Verified } from './report/report.ts'
import { type Compared, type Kept, shownOf } from './shown.ts'
import { verifyTests } from './tests/verify-tests.ts'
import { Timelines } from './timeline/timelines.ts'

export interface VerifyOptions extends HostOptions {
  /** How many programs run at once. */
  readonly jobs: number
  /** Stops after the first recording that diverges or fails. */
  readonly bail: boolean
  /** How long each may take, in milliseconds. */
  readonly limit: number
  readonly rules: Rules
  /** Whether all that both sides did is kept, for reports that show it. */
  readonly timelines?: boolean
  readonly onProgress?: (done: number, of: number) => void
}

export async function verifyAll(recordings: readonly string[], options: VerifyOptions): Promise<Results> {
  const run: Kept = { placeholders: new Placeholders(), timelines: options.timelines ? new Timelines() : null }
  const fixtures = recordings.filter(isFixture)
  const outcomes = new Map<string, Verified | Unverified>()
  const isBad = (its: Verified | Unverified): boolean => 'error' in its || its.differences.length > 0
  if (fixtures.length > 0)
    for (const [fixture, its] of await verifyTests(fixtures, options, run)) outcomes.set(fixture, its)
  const waiting = recordings.filter((its) => !outcomes.has(its))
  let isEnough = options.bail && [...outcomes.values()].some(isBad)
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !isEnough; next = waiting.shift()) {
      const outcome = await verifyOne(next, options, run)
      outcomes.set(next, outcome)
      if (options.bail && isBad(outcome)) isEnough = true
      options.onProgress?.(outcomes.size, recordings.length)
    }
  }
  await Promise.all(Array.from({ length: Math.min(options.jobs, recordings.length) }, work))
  // In the order in which they were given, whichever was over first.
  const all = recordings.flatMap((its) => outcomes.get(its) ?? [])
  const verified = all.filter((its): its is Verified => !('error' in its))
  const found = verified.flatMap(({ recording, differences }) => differences.map((its) => ({ ...its, recording })))
  return {
    verified,
    divergences: grouped(found, options.rules.severityOf),
    unverified: all.filter((its): its is Unverified => 'error' in its),
  }
}

async function verifyOne(recording: string, options: VerifyOptions, kept: Kept): Promise<Verified | Unverified> {
  const began = elapsed()
  try {
    const its = await caseOf(recording, openRecording(recording), options.limit)
    if (its.exchanges.some(({ exchange }) => exchange.protocol === 'postgres')) await loadSqlParser()
    const compared = await comparedOf(its, options)
    const shown = shownOf(its, compared, kept)
    const { accepted } = compared.comparison
    const [requests, calls] = [its.requests.length, its.exchanges.length]
    return { recording, requests, calls, took: elapsed() - began, accepted, ...shown }
  } catch (error) {
    if (!RetraceError.is(error)) throw error
    return { recording, error }
  }
}

async function comparedOf(its: RecordedCase, options: VerifyOptions): Promise<Compared> {
  const now = await runCase(its, options)
  const first = compare(its, now, null, options.rules)
  if (now.isLate && first.differences.length === 0) throw lateError(its, now.errors)
  // That it has ended says no more; what it has asked for before may say why.
  if (isUnstarted(its, now) && first.differences.every(({ kind }) => kind === 'crashed'))
    throw unstartedError(its, now.errors)
  const before = first.differences.length > 0 ? await runBefore(its, options) : null
  if (!before) return checked(its, { now, before, comparison: first })
  const plan = drawPlan(now.draws, before.draws)
  const planned = plan ? await runCase(its, options, plan) : now
  return checked(its, { now: planned, before, comparison: compare(its, planned, before, options.rules) })
}

/** @throws RetraceError `VERIFY_NEVER_ANSWERED` */
function checked(its: RecordedCase, compared: Compared): Compared {
  const silent = unansweredError(its, compared.now, compared.comparison.differences)
  if (silent) throw silent
  return compared
}
