/** What a test has in hand of its recording. */
import { describeExchange, responderOf } from '../lens/index.ts'
import type { Recorded } from '../lens/recorded.ts'
import { addressOf } from '../player/describe.ts'
import type { Kind, Severity } from '../verify/compare/difference.ts'
import type { Account } from '../usage/account.ts'
import type { Scope } from '../scope/scope.ts'

/** A request of the test's, and what came of it. */
export interface RecordedExchange {
  /** `http`, `postgres`, `redis`, … */
  readonly protocol: string
  /** Host and port. */
  readonly to: string
  /** `GET /orders`, the text of a statement, `GET key`. */
  readonly operation: string
  /** What else was asked: the body, the query, the values of a statement. */
  readonly details: Readonly<Record<string, unknown>>
  /** All of it in one line, with what came back. */
  readonly summary: string
}

/** A difference between what the fixture says and what the test did. */
export interface TestDivergence {
  /** As `retrace verify` names it; `docs/ci.md` has all of them. */
  readonly kind: Kind
  /** An `error` fails the test. */
  readonly severity: Severity
  readonly message: string
  /** The line of the code that asks, once the recording has ended; null where that is not known. */
  readonly place: { readonly file: string; readonly line: number; readonly column: number } | null
}

/** A recording under way. It ends where its block does: `await using r = await retrace.record()`. */
export interface Recording extends AsyncDisposable {
  readonly name: string
  /** What becomes of this run: it is recorded, replayed, or left alone. */
  readonly mode: 'record' | 'replay' | 'off'
  /** The file of the fixture. */
  readonly fixture: string
  /** What has been asked for so far, without what only serves connections. */
  readonly exchanges: readonly RecordedExchange[]
  /** What the fixture has and nobody has asked for yet; only in a replay. */
  readonly unused: readonly RecordedExchange[]
  readonly divergences: readonly TestDivergence[]
  /**
   * Ends the recording: writes the fixture, or checks that the test did what is recorded.
   *
   * @throws RetraceError what a replay could not answer; `FIXTURE_UNWRITABLE`, `FIXTURE_FORBIDDEN`
   */
  end(): Promise<void>
}

/** As test runners have it. */
export interface CountedRecording extends Recording {
  /** What has come of it. */
  account(): Account
  /** What a server of the test had caught when it last answered that it has failed. */
  readonly caught: unknown
  /** The stack of the call that has begun it. */
  readonly stack: string
}

export function exchangesOf(scope: Scope | null): RecordedExchange[] {
  return (scope?.exchanges ?? []).flatMap(shown)
}

export function unusedOf(scope: Scope | null): RecordedExchange[] {
  const left = scope?.index?.entries.filter(({ uses }) => uses === 0) ?? []
  return left.flatMap(({ recorded }) => shown(recorded))
}

/** How many of the exchanges that nobody asked for are named. */
const NAMED = 3

export function accountOf(
  scope: Scope | null,
  fixture: string,
  took: number,
  isWritten: boolean,
  divergences: number,
): Account {
  const unused = unusedOf(scope)
  const recorded = (scope?.index?.entries ?? []).map(({ recorded: { exchange } }) => exchange.endedAt ?? exchange.at)
  const isOver = scope?.mode === 'replay'
  return {
    fixture,
    mode: scope?.mode ?? 'off',
    isWritten,
    exchanges: exchangesOf(scope).length,
    unused: unused.length,
    unusedFirst: unused.slice(0, NAMED).map(({ summary }) => summary),
    divergences,
    saved: isOver ? Math.max(0, recorded.reduce((last, at) => Math.max(last, at), 0) - took) : 0,
  }
}

function shown({ to, exchange }: Recorded): RecordedExchange[] {
  const { operation, details, isSession } = responderOf(exchange.protocol).question(exchange)
  if (isSession) return []
  const { protocol } = exchange
  return [{ protocol, to: addressOf(to), operation, details, summary: describeExchange(exchange, to) }]
}
