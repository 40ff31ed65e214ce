/** Verifies recordings, several at a time. */
import { RetraceError } from '../errors.ts'
import { elapsed } from '../originals.ts'
import { openRecording } from '../recording/open.ts'
import { caseOf } from './case.ts'
import { compare } from './compare/index.ts'
import { grouped } from './compare/grouped.ts'
import { runBefore } from './before.ts'
import { type HostOptions, runCase } from './host.ts'
import type { Rules } from './rules/rules.ts'
import type { Results, Unverified, Verified } from './report/report.ts'

export interface VerifyOptions extends HostOptions {
  /** How many programs run at once. */
  readonly jobs: number
  /** Stops after the first recording that diverges or fails. */
  readonly bail: boolean
  /** How long each may take, in milliseconds. */
  readonly limit: number
  readonly rules: Rules
  readonly onProgress?: (done: number, of: number) => void
}

export async function verifyAll(recordings: readonly string[], options: VerifyOptions): Promise<Results> {
  const outcomes = new Map<string, Verified | Unverified>()
  const waiting = [...recordings]
  let isEnough = false
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !isEnough; next = waiting.shift()) {
      const outcome = await verifyOne(next, options)
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

async function verifyOne(recording: string, options: VerifyOptions): Promise<Verified | Unverified> {
  const began = elapsed()
  try {
    const its = await caseOf(recording, openRecording(recording), options.limit)
    const now = await runCase(its, options)
    const { length: requests } = its.requests
    const first = compare(its, now, null, options.rules)
    const comparison =
      first.differences.length > 0 ? compare(its, now, await runBefore(its, options), options.rules) : first
    return { recording, requests, calls: its.exchanges.length, took: elapsed() - began, ...comparison }
  } catch (error) {
    if (!RetraceError.is(error)) throw error
    return { recording, error }
  }
}
