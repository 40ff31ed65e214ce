/** What reporters are given, and what one is. */
import type { Comparison, Divergence, Shown } from '../compare/difference.ts'
import type { Settled } from '../accept/settle.ts'
import type { KeptTimeline } from '../timeline/timelines.ts'
import type { RetraceError } from '../../errors.ts'
import type { Entry } from '../../recording/fixture-file.ts'
import type { Paint } from '../../divergence/paint.ts'

export interface Verified extends Pick<Comparison, 'accepted' | 'ignored'> {
  /** As it was asked for. */
  readonly recording: string
  readonly requests: number
  readonly calls: number
  /** In milliseconds. */
  readonly took: number
  readonly differences: readonly (Settled & { readonly shown: Shown })[]
  /** Of a fixture: what its test has asked, as the fixture would have it; null of what has no answer. */
  readonly asked?: readonly (Entry | null)[]
  readonly placeholders?: readonly string[]
  /** Only where a report shows it. */
  readonly timeline?: KeptTimeline
}

/** A recording that could not be verified. */
export interface Unverified {
  readonly recording: string
  readonly error: RetraceError
}

export interface Results {
  readonly verified: readonly Verified[]
  /** The same one of several recordings once; the gravest first. */
  readonly divergences: readonly Divergence[]
  readonly unverified: readonly Unverified[]
}

export interface ReportOptions {
  readonly paint: Paint
  /** What paths are shown relative to. */
  readonly cwd: string
}

/** Writes all that came of a run, as text. */
export type Report = (results: Results, options: ReportOptions) => string

export interface Reporter {
  readonly report: Report
  /** Whether it shows what both sides did, and not only what differs. */
  readonly showsTimelines?: true
  /** What is added to a file beside, where a variable of the environment names one. */
  readonly beside?: { readonly variable: string; readonly report: Report }
}
