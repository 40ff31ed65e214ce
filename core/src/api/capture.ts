/**
 * Captures: whole tests that are recorded in memory, without their knowing. One that fails leaves a file, and fails again
 * from there; of one that passes nothing is kept.
 */
import path from 'node:path'
import { RetraceError } from '../errors.ts'
import { originalEnv, originalFs as fs } from '../originals.ts'
import { writeWhole } from '../recording/files.ts'
import {
  type CaptureData,
  type Fixture,
  inOrder,
  readFixture,
  writeFixture,
  type WritePolicy,
} from '../recording/fixture-file.ts'
import { MatchRules } from '../player/match.ts'
import { ENV_REPLAY } from '../runner-flags.ts'
import { leave, runIn } from '../scope/active.ts'
import { Scope, type ScopeOptions } from '../scope/scope.ts'
import { testBoundariesOrNull, type TestGates } from './install.ts'
import { modeOf, type RecordOptions } from './options.ts'
import { sessionsOf } from './scope-sessions.ts'
import { isTrial, standInFor } from './stand-in.ts'
import { fileNameOf } from './test-source.ts'

export interface CapturedTest {
  /** The test file, as an absolute path. */
  readonly file: string
  readonly name: string
}

/** Where captures are kept, in the folder of the project. */
const FOLDER = path.join('recordings', 'tests')

/**
 * Begins to capture a test, or to replay it where the command line names the file of its capture.
 *
 * @param isWanted - whether tests are captured
 * @param general - options that hold for all tests
 * @returns null where neither is the case
 * @throws RetraceError `FIXTURE_UNREADABLE`, `FIXTURE_NEWER`, `NO_CAPTURE`, `OPTION_WRONG`
 */
export function beginCapture(test: CapturedTest, isWanted: boolean, general: RecordOptions): Capture | null {
  const data = askedFor()
  const isReplayed = data?.pace !== undefined && data.test === test.name && isSameFile(test.file, data.pace)
  if (!isReplayed && (!isWanted || modeOf(general, originalEnv) === 'off')) return null
  const gates = testBoundariesOrNull()
  if (!gates) return null
  const { allow = [], match } = general
  const options: ScopeOptions = {
    name: test.name,
    time: 'recorded',
    random: 'recorded',
    allow,
    match: match ? new MatchRules(match) : null,
    files: null,
    fixture: originalEnv[ENV_REPLAY] ?? '',
    isCapture: true,
  }
  const replayed = isReplayed ? { data, timeline: gates.timeline, adds: false } : null
  const { redact = [], forbid = [] } = general
  return new Capture(test, new Scope(options, replayed), gates, { redact, forbid })
}

export class Capture {
  readonly #test: CapturedTest
  readonly #scope: Scope
  readonly #gates: TestGates
  readonly #policy: WritePolicy

  constructor(test: CapturedTest, scope: Scope, gates: TestGates, policy: WritePolicy) {
    this.#policy = policy
    this.#test = test
    this.#scope = scope
    this.#gates = gates
  }

  get isReplay(): boolean {
    return this.#scope.mode === 'replay'
  }

  /** Runs a part of the test. */
  run<T>(part: () => T): T {
    // A recording of the test's own has taken its place.
    return this.#scope.isActive ? runIn(this.#scope, part) : part()
  }

  /**
   * The test is over.
   *
   * @returns the file that was written, of a test that failed
   * @throws RetraceError what a replay could not answer, though the test itself passed; `FIXTURE_UNWRITABLE`
   */
  end(isFailed: boolean): string | null {
    const scope = this.#scope
    if (!scope.isActive) return null
    const lasted = scope.now
    giveUp(scope)
    this.#gates.clock.release(scope)
    if (scope.mode === 'record') return isFailed ? this.#write(lasted) : null
    const [first] = scope.divergences
    // A test that has failed says so by itself; but a fixture from which it asks for something else is no smaller one.
    if (first && (!isFailed || isTrial())) throw first.error
    return null
  }

  #write(lasted: number): string {
    const { file, name } = this.#test
    const place = relative(file)
    const fixture = path.resolve(FOLDER, place, fileNameOf(name))
    const { began, draws, pace } = this.#scope
    const exchanges = [...sessionsOf(this.#scope), ...inOrder(this.#scope.exchanges, this.#scope.zero)]
    const data = {
      test: name,
      began,
      random: draws.data,
      exchanges,
      ...(pace ? { pace: { ...pace.data(lasted), testFile: place } } : {}),
    }
    writeFixture(fixture, data, this.#policy)
    keepOutOfGit(path.resolve(FOLDER))
    return fixture
  }
}

/** Captures hold what a test was told, and are of use for a while only. */
function keepOutOfGit(folder: string): void {
  const file = path.join(folder, '.gitignore')
  if (!fs.existsSync(file)) writeWhole(file, '*\n')
}

/** A test has begun a recording of its own: that one counts. */
export function giveUp(scope: Scope): void {
  leave(scope)
  scope.end()
}

let asked: Fixture | null | undefined

/** What the command line asks to replay. */
function askedFor(): Fixture | null {
  if (asked !== undefined) return asked
  const file = originalEnv[ENV_REPLAY]
  if (file === undefined || file === '') return (asked = null)
  const fixture = readFixture(standInFor(file))
  if (!fixture.pace) throw new RetraceError('NO_CAPTURE', { what: file, name: fixture.test })
  return (asked = fixture)
}

/** The project may be elsewhere, and be tested from another folder. */
function isSameFile(file: string, { testFile: recorded }: CaptureData): boolean {
  return relative(file) === recorded || slashes(file).endsWith(`/${recorded}`)
}

/** Below the current folder, with slashes; a file from elsewhere by its own name. */
function relative(file: string): string {
  const way = path.relative(process.cwd(), file)
  return slashes(way.startsWith('..') || path.isAbsolute(way) ? path.basename(file) : way)
}

function slashes(file: string): string {
  return file.replaceAll('\\', '/')
}
