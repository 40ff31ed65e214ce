/** Verifies recordings, several at a time. */
import process from 'node:process'
import { RetraceError } from '../errors.ts'
import { elapsed } from '../originals.ts'
import { openRecording } from '../recording/open.ts'
import { Placeholders } from '../redaction/placeholder.ts'
import { caseOf, type RecordedCase } from './case.ts'
import { loadSqlParser } from './compare/sql-changes.ts'
import { compare, pairsOf } from './compare/index.ts'
import type { Comparison } from './compare/difference.ts'
import { grouped } from './compare/grouped.ts'
import { runBefore } from './before.ts'
import { drawPlan } from './draw-plan.ts'
import { type HostOptions, isUnstarted, lateError, type Run, runCase, unstartedError } from './host.ts'
import type { Rules } from './rules/rules.ts'
import type { Results, Unverified, Verified } from './report/report.ts'
import type { Row } from './timeline/row.ts'
import { sidesOf } from './timeline/sides.ts'
import { timelineOf } from './timeline/timeline.ts'
import { Timelines } from './timeline/timelines.ts'
import { withoutSecrets } from './without-secrets.ts'

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
  const outcomes = new Map<string, Verified | Unverified>()
  const waiting = [...recordings]
  const run: Kept = { placeholders: new Placeholders(), timelines: options.timelines ? new Timelines() : null }
  let isEnough = false
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !isEnough; next = waiting.shift()) {
      const outcome = await verifyOne(next, options, run)
      outcomes.set(next, outcome)
      if (options.bail && ('error' in outcome || outcome.differences.length > 0)) isEnough = true
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

/** What the recordings of a run have in common. */
interface Kept {
  /** By which the same secret is known in all of them. */
  readonly placeholders: Placeholders
  readonly timelines: Timelines | null
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

interface Compared {
  readonly now: Run
  readonly before: Run | null
  readonly comparison: Comparison
}

async function comparedOf(its: RecordedCase, options: VerifyOptions): Promise<Compared> {
  const now = await runCase(its, options)
  const first = compare(its, now, null, options.rules)
  if (now.isLate && first.differences.length === 0) throw lateError(its, now.errors)
  // That it has ended says no more; what it has asked for before may say why.
  if (isUnstarted(its, now) && first.differences.every(({ kind }) => kind === 'crashed'))
    throw unstartedError(its, now.errors)
  const before = first.differences.length > 0 ? await runBefore(its, options) : null
  if (!before) return { now, before, comparison: first }
  const plan = drawPlan(now.draws, before.draws)
  const planned = plan ? await runCase(its, options, plan) : now
  return { now: planned, before, comparison: compare(its, planned, before, options.rules) }
}

/** What reports have of it: there are no secrets in that. */
function shownOf(
  its: RecordedCase,
  { now, before, comparison }: Compared,
  { placeholders, timelines }: Kept,
): Pick<Verified, 'differences' | 'ignored' | 'timeline'> {
  const { differences, ignored } = comparison
  // To look through all that was said takes about as long as a run.
  if (differences.length === 0 && !timelines) {
    const said = ignored.map(({ example }) => example)
    const examples = withoutSecrets(said, its, placeholders)
    return { differences: [], ignored: ignored.map((one, i) => ({ ...one, example: examples[i] ?? '' })) }
  }
  const sides = sidesOf(its, now, comparison, placeholders)
  const rows = (): Row[] => {
    const pairs = pairsOf(its, now, before)
    return timelineOf(its, now, sides, { pairs, differences, before, cwd: process.cwd() })
  }
  return {
    differences: differences.map((one, i) => ({
      ...one,
      shown: sides.differences[i] ?? one,
      acceptance: { ...one.acceptance, add: sides.accepted[i] ?? null },
    })),
    ignored: sides.ignored,
    ...(timelines ? { timeline: timelines.take(rows()) } : {}),
  }
}
