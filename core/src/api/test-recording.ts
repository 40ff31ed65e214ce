/** The recording of one test that is under way: what it counts, and what it does when it ends. */
import path from 'node:path'
import { RetraceError } from '../errors.ts'
import { elapsed, originalEnv } from '../originals.ts'
import { extendFixture, inOrder, writeFixture, type WritePolicy } from '../recording/fixture-file.ts'
import { testFileOf } from '../recording/fixture-folder.ts'
import { shownAt, stackFrom } from '../recording/user-line.ts'
import { isAnswered } from '../lens/index.ts'
import type { Recorded } from '../lens/recorded.ts'
import { describeRequest } from '../player/describe.ts'
import type { MatchOptions } from '../player/match.ts'
import { leave, runIn } from '../scope/active.ts'
import type { Scope } from '../scope/scope.ts'
import type { Account } from '../usage/account.ts'
import { ENV_VERIFY } from '../verify/tests/outcome-files.ts'
import type { Witness } from '../verify/tests/witness.ts'
import { blame } from './blame.ts'
import { type Claim, isLatest, release } from './claims.ts'
import type { TestGates } from './install.ts'
import { modeOf, type RecordOptions } from './options.ts'
import {
  accountOf,
  type CountedRecording,
  exchangesOf,
  type Recording,
  type TestDivergence,
  unusedOf,
} from './recording.ts'
import { relative } from './relative.ts'
import { asItIs, type Reviewed } from './reviewed.ts'
import { newSessionsOf, sessionsOf } from './scope-sessions.ts'
import { forgetSessions } from './sessions.ts'
import { nextTurn } from './turn.ts'

export type Body<T> = (recording: Recording) => T | Promise<T>

export class TestRecording implements CountedRecording {
  readonly name: string
  readonly fixture: string
  readonly mode: Recording['mode']
  readonly #scope: Scope | null
  readonly #gates: TestGates
  readonly #policy: WritePolicy
  readonly #claim: Claim
  /** What the connections had been told before it began. */
  #sessions: readonly Recorded[] = []
  /** Whether it is answered otherwise than recorded, so that what is asked may differ, too. */
  readonly #isVaried: boolean
  readonly #witness: Witness | null
  readonly #match: MatchOptions | null
  /** Whether it counts what is not asked for any more. */
  readonly #isStrict: boolean
  /** What was not as recorded, once it is over. */
  #found: readonly Reviewed[] | null = null
  #isOver: boolean
  /** Whether a test runner ends it after the test, if nobody else has. */
  #isOwned = false
  /** What its block has left to the runner to say. */
  #unsaid: unknown = null
  /** In real milliseconds. */
  #took = 0
  #isWritten = false
  /** A connection that a client may miss. */
  #lost: RetraceError | null = null

  /** @param witness - null where somebody else ends the scope */
  constructor(
    its: Claim,
    file: string,
    scope: Scope | null,
    gates: TestGates,
    { redact = [], forbid = [], answers, ...options }: RecordOptions,
    witness: Witness | null,
  ) {
    this.#claim = its
    this.name = its.name
    this.fixture = file
    this.mode = scope?.mode ?? 'off'
    this.#scope = scope
    this.#gates = gates
    this.#policy = { redact, forbid }
    this.#isVaried = answers !== undefined
    this.#witness = witness
    this.#match = options.match ?? null
    this.#isStrict = modeOf(options, originalEnv) === 'none'
    this.#isOver = witness === null
  }

  get exchanges(): Recording['exchanges'] {
    return exchangesOf(this.#scope)
  }

  get unused(): Recording['unused'] {
    return unusedOf(this.#scope)
  }

  account(): Account {
    const divergences = this.divergences.filter(({ severity }) => severity === 'error').length
    const account = accountOf(this.#scope, this.fixture, this.#took, this.#isWritten, divergences)
    return this.#isVaried ? { ...account, unused: 0, unusedFirst: [] } : account
  }

  get caught(): unknown {
    return this.#scope?.caught
  }

  get divergences(): readonly TestDivergence[] {
    // After other answers the test may well ask otherwise.
    if (this.#isVaried) return []
    const found = this.#found ?? (this.#scope?.divergences ?? []).map(asItIs)
    return found.map(({ kind, severity, message, place }) => ({ kind, severity, message, place }))
  }

  get stack(): string {
    return this.#claim.stack
  }

  /** Connections that lead nowhere are gone before what is recorded comes to use them. */
  async settled(): Promise<Recording> {
    if (this.mode !== 'record') return this
    this.#lost = this.#gates.wire.hangUpVirtual()
    await nextTurn()
    return this
  }

  async run<T>(body: Body<T>): Promise<T | undefined> {
    const scope = this.#scope
    await this.settled()
    let result: T
    try {
      result = await (scope ? runIn(scope, () => body(this)) : body(this))
    } catch (error) {
      await this.end().catch((why: unknown) => becauseOf(error, why))
      if (this.#leadsAway) return undefined
      if (this.#lost) becauseOf(error, this.#lost)
      blame(error, this.caught)
      throw error
    }
    await this.end()
    return this.#leadsAway ? undefined : result
  }

  /** Whether other answers have led to a request that nobody knows the answer of: what came of it says nothing then. */
  get #leadsAway(): boolean {
    return this.#isVaried && (this.#scope?.divergences.some(({ kind }) => kind === 'extra') ?? false)
  }

  belongTo(own: (recording: CountedRecording) => void): void {
    this.#isOwned = true
    own(this)
  }

  async end(): Promise<void> {
    const scope = this.#scope
    const unsaid = this.#unsaid
    this.#unsaid = null
    if (unsaid !== null) throw unsaid
    if (this.#isOver || !scope) return
    this.#isOver = true
    this.#took = elapsed() - scope.zero
    leave(scope)
    // A connection that the test has given up is closed in the next turn.
    if (scope.mode === 'record' && scope.unfinished.length > 0) for (let i = 0; i < 2; i++) await nextTurn()
    const unfinished = scope.mode === 'record' ? scope.unfinished.filter((it) => !isAnswered(it.exchange)) : []
    if (!this.#isVaried) release(this.fixture)
    scope.end()
    this.#gates.clock.release(scope)
    if (scope.mode === 'record') {
      this.#sessions = sessionsOf(scope)
      this.#write(scope)
      scope.onCompleted(() => this.#writeAgain(scope))
    }
    if (unfinished.length > 0) this.#warnOf(unfinished)
    if (scope.added.length > 0) this.#extend(scope)
    const verified = originalEnv[ENV_VERIFY]
    // Who verifies compares; the test goes on.
    if (verified && this.#witness && !this.#isVaried) return this.#tell(verified, scope, this.#witness)
    this.#found = await this.#review(scope)
    for (const { error, severity } of this.#found) if (severity === 'warning') warn(error)
    const failing = this.#found.filter(({ severity }) => severity === 'error')
    const [first, ...more] = failing
    if (!first) return
    const all = failing.map((its) => shownAt(its.error, stackFrom(its.place, this.#claim.stack)))
    if (more.length === 0) throw first.error
    const what = all.map(({ message }) => message).join('\n\n')
    const details = { what, name: this.name, count: String(all.length), errors: all }
    throw shownAt(new RetraceError('SCOPE_DIVERGED', details), stackFrom(first.place, this.#claim.stack))
  }

  async #tell(folder: string, scope: Scope, witness: Witness): Promise<void> {
    if (scope.mode !== 'replay') return
    const { tellVerifier } = await import('./tell-verifier.ts')
    const { testName: test } = this.#claim
    const its = { fixture: path.resolve(this.fixture), test, match: this.#match, policy: this.#policy }
    tellVerifier(folder, scope, witness, its)
  }

  /** After other answers the test may well ask otherwise. */
  async #review(scope: Scope): Promise<readonly Reviewed[]> {
    if (this.#isVaried || !this.#witness) return []
    const isOther = this.#isStrict && (this.unused.length > 0 || !this.#witness.isInOrder)
    if (scope.divergences.length === 0 && !isOther) return []
    const { review } = await import('./review.ts')
    return review(scope, this.#witness, { testFile: testFileOf(this.fixture), isStrict: this.#isStrict })
  }

  /** Where its block throws as well, what is thrown here would hide that in a `SuppressedError`; a runner shows both. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.end()
    } catch (error) {
      if (!this.#isOwned) throw error
      this.#unsaid = error
    }
  }

  /** A request that nobody waits for fails no test: it may be a message to a log. */
  #warnOf(unfinished: Scope['unfinished']): void {
    const what = unfinished.map(({ exchange, to }) => describeRequest(exchange, to)).join(', ')
    warn(new RetraceError('REQUESTS_UNFINISHED', { name: this.name, what, where: relative(this.fixture) }))
  }

  /** Adds to the fixture what it did not have. */
  #extend(scope: Scope): void {
    extendFixture(this.fixture, [...newSessionsOf(scope), ...scope.added], scope.draws.data, this.#policy)
    this.#isWritten = true
    forgetSessions()
  }

  /** An answer has come late: whoever uses the connection next has had to wait for it, and has to in a replay. */
  #writeAgain(scope: Scope): void {
    if (!isLatest(this.fixture, this.#claim)) return
    try {
      this.#write(scope)
    } catch (error) {
      // The test is over, and there is nobody else to be told.
      warn(error as RetraceError)
    }
  }

  #write(scope: Scope): void {
    const exchanges = [...this.#sessions, ...inOrder(scope.exchanges, scope.zero)]
    const clock = scope.clockReads?.data ?? ''
    const fixture = { test: this.name, began: scope.began, random: scope.draws.data, clock, exchanges }
    writeFixture(this.fixture, fixture, this.#policy)
    this.#isWritten = true
    forgetSessions()
  }
}

function warn({ message, code }: RetraceError): void {
  process.emitWarning(message, { type: 'RetraceWarning', code })
}

/** What a test says of its failure comes first; that something could not be answered is mostly why. */
function becauseOf(error: unknown, why: unknown): void {
  if (!(error instanceof Error) && Object.prototype.toString.call(error) !== '[object Error]') return
  let last = error as Error
  for (let depth = 0; depth < 10 && last.cause !== undefined; depth++) {
    if (RetraceError.is(last.cause)) break
    if (!(last.cause instanceof Error)) return
    last = last.cause
  }
  // What has come that way already says no more than that there was no answer.
  if (!RetraceError.is(last) && Object.isExtensible(last))
    Object.defineProperty(last, 'cause', { value: why, configurable: true, writable: true })
}
