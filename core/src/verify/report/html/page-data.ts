/** What the page of an HTML report is given, in JSON. `core/report-page` shows it. */
import type { Ignored, Severity, Subject } from '../../compare/difference.ts'
import type { Part, Row } from '../../timeline/row.ts'

export interface PageDivergence {
  readonly id: string
  readonly kind: string
  readonly severity: Severity
  /** What its kind means. */
  readonly says: string
  readonly what: string
  readonly also: readonly string[]
  /** What differs for no other reason, in words. */
  readonly leadsTo: readonly string[]
  readonly place: string | null
  readonly recordedPlace: string | null
  /** Their names say where that is; of how often something is asked there is none. */
  readonly changes: readonly Part[]
  readonly requests: readonly string[]
  /** How often it was found. */
  readonly count: number
  /** Where it was found: recordings, by their numbers, and what of them. */
  readonly found: readonly { readonly recording: number; readonly subject: Subject }[]
  /** By which it is accepted. */
  readonly accept: string
}

export interface PageRecording {
  readonly name: string
  readonly requests: number
  readonly calls: number
  readonly accepted: number
  readonly ignored: readonly Ignored[]
  /** Whether only what differs is in its timeline. */
  readonly isShort: boolean
  readonly rows: readonly Row[]
}

export interface PageData {
  /** What was verified, and what came of it, in one line. */
  readonly total: string
  readonly divergences: readonly PageDivergence[]
  readonly recordings: readonly PageRecording[]
  /** Recordings that could not be verified. */
  readonly failed: readonly { readonly recording: string; readonly code: string; readonly message: string }[]
}
