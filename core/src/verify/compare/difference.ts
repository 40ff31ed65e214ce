/** What counts as different: the kinds with their codes, and how grave each is. `docs/ci.md` explains them. */
import type { Change } from '../../player/changes.ts'
import type { Settled } from '../accept/settle.ts'
import type { Place } from '../behaviour.ts'

export type Severity = 'error' | 'warning' | 'info'

export type Kind =
  | 'crashed'
  | 'changed-response'
  | 'changed-output'
  | 'changed-file'
  | 'changed-request'
  | 'changed-query'
  | 'missing'
  | 'extra'
  | 'reordered'
  | 'slower-in-calls'
  | 'fixed'

interface About {
  readonly severity: Severity
  readonly says: string
}

/** What each says, by its code. */
export const KINDS: Readonly<Record<Kind, About>> = {
  crashed: { severity: 'error', says: 'It crashes, and did not when it was recorded.' },
  'changed-response': { severity: 'error', says: 'A response is another one.' },
  'changed-output': { severity: 'error', says: 'What it prints, or how it ends, is something else.' },
  'changed-file': { severity: 'error', says: 'It writes something else to a file.' },
  'changed-request': { severity: 'error', says: 'A request goes out otherwise.' },
  'changed-query': { severity: 'error', says: 'A query is another one.' },
  missing: { severity: 'error', says: 'It no longer asks for what it asked for.' },
  extra: { severity: 'error', says: 'It asks for what it did not when it was recorded.' },
  reordered: { severity: 'warning', says: 'It asks for the same in another order.' },
  'slower-in-calls': { severity: 'warning', says: 'It asks for the same more often.' },
  fixed: { severity: 'info', says: 'It crashed when it was recorded, and no longer does.' },
}

/** What of a case it is about, by number; nothing of it where it is about none of these. */
export interface Subject {
  /** Of the requests that a server was sent. */
  readonly request?: number | null
  /** Of what was asked when it was recorded. */
  readonly recorded?: number
  /** Of what is asked now. */
  readonly asked?: readonly number[]
  /** Of the process itself. */
  readonly process?: 'output' | 'ending'
}

/** One that was found. */
export interface Difference {
  readonly kind: Kind
  /** `GET /orders/7`, the text of a statement. */
  readonly what: string
  /** The request that it belongs to; null where that is none, or not known. */
  readonly during: string | null
  /** The line that makes it now. */
  readonly place: Place | null
  /** The line that made it when it was recorded; null where there was none, or it is not known. */
  readonly recordedPlace: Place | null
  /** What differs, by path. */
  readonly changes: readonly Change[]
  /** How often, where that is what differs. */
  readonly times?: { readonly recorded: number; readonly actual: number }
  readonly subject?: Subject
  /** What differs for no other reason. */
  readonly leadsTo?: readonly Consequence[]
}

/** What a call leads to that nothing recorded could answer. */
export type Consequence = Pick<Difference, 'kind' | 'what' | 'place'>

/** What of a difference may be shown: there are no secrets in it. */
export type Shown = Pick<Difference, 'what' | 'during' | 'changes' | 'leadsTo'>

/** The same difference, wherever it was found. */
export interface Divergence extends Difference {
  readonly severity: Severity
  /** How often it was found. */
  readonly count: number
  /** What else is asked, or not, at the same line. */
  readonly also: readonly string[]
  /** The requests that it was found in. */
  readonly requests: readonly string[]
  /** The recordings that it was found in. */
  readonly recordings: readonly string[]
  /** By which a person names it. */
  readonly id: string
  /** Each time that it was found. */
  readonly found: readonly Found[]
}

/** One that was found, and the recording that it was found in. */
export type Found = Settled & { readonly recording: string; readonly shown: Shown }

/** What differs and does not count, and why. */
export interface Ignored {
  /** `a time`, `a generated id`. */
  readonly why: string
  readonly count: number
  /** Where it was found first. */
  readonly example: string
}

export interface Comparison {
  readonly differences: readonly Settled[]
  /** How many differences are as they were accepted. */
  readonly accepted: number
  readonly ignored: readonly Ignored[]
}
