/** `retrace.record()`: one test, recorded into a fixture or replayed from it. */
import { RetraceError } from '../errors.ts'
import { OriginalPromise, originalEnv, originalFs as fs } from '../originals.ts'
import { readFixture } from '../recording/fixture-file.ts'
import { MatchRules } from '../player/match.ts'
import { enter, scopeOfCode } from '../scope/active.ts'
import { filesOf } from '../scope/files.ts'
import { type Review, Scope, type ScopeOptions } from '../scope/scope.ts'
import { ENV_VERIFY } from '../verify/tests/outcome-files.ts'
import { Witness } from '../verify/tests/witness.ts'
import { withAnswers } from './answers.ts'
import { giveUp } from './capture.ts'
import { type Claim, claim } from './claims.ts'
import { isExpired } from './expiry.ts'
import { installFiles, installTestBoundaries, type TestGates } from './install.ts'
import {
  type FileOptions,
  mergeOptions,
  type Mode,
  modeOf,
  optionsFor,
  type RecordOptions,
  setFileOptions,
} from './options.ts'
import type { Recording } from './recording.ts'
import { relative } from './relative.ts'
import { standInFor } from './stand-in.ts'
import { type Body, TestRecording } from './test-recording.ts'
import { fixturePath, runningTest } from './test-source.ts'

type Varied = Required<Pick<RecordOptions, 'answers'>>

/**
 * Records what the rest of a test exchanges with the outside, or replays it where that has been done before: servers,
 * time, randomness. It ends with the recording that it gives, or with the function.
 *
 * @param name - of the recording; else the full name of the test
 * @throws RetraceError `NAME_NEEDED`, `NAME_TAKEN`, `SCOPE_NESTED`, `FIXTURE_MISSING`, `FIXTURE_UNREADABLE`,
 *   `FIXTURE_NEWER`, `FIXTURE_OF_ANOTHER`, `FIXTURE_EXPIRED`, `OPTION_UNKNOWN`, `OPTION_WRONG`,
 *   `ANSWER_UNKNOWN`, `ANSWER_WRONG`, `ANSWERS_WITHOUT_FUNCTION`
 */
export function record(name?: string, options?: RecordOptions): Promise<Recording>
export function record(options: RecordOptions): Promise<Recording>
export function record<T>(run: Body<T>): Promise<T>
export function record<T>(options: RecordOptions & Varied, run: Body<T>): Promise<T | undefined>
export function record<T>(options: RecordOptions, run: Body<T>): Promise<T>
export function record<T>(name: string, run: Body<T>): Promise<T>
export function record(...args: unknown[]): Promise<unknown> {
  const { options, run } = argumentsOf(args)
  let recording: TestRecording
  try {
    // The caller's own async context is entered here, before anything is awaited.
    recording = begin(options, run !== null)
  } catch (error) {
    return OriginalPromise.reject(error)
  }
  return run ? recording.run(run) : recording.settled()
}

/**
 * Says what holds for all tests of the file that calls this, at its top: options of the configuration come before them,
 * and those of a test after.
 *
 * @throws RetraceError `OPTION_UNKNOWN`, `OPTION_WRONG`, `NO_TEST_FILE`
 */
export function configure(options: FileOptions): void {
  const { stack = '' } = new Error()
  const test = runningTest(stack)
  if (test === null) throw new RetraceError('NO_TEST_FILE')
  setFileOptions(test.file, options)
}

function argumentsOf(args: readonly unknown[]): { options: RecordOptions; run: Body<unknown> | null } {
  const run = args.find((arg): arg is Body<unknown> => typeof arg === 'function') ?? null
  const name = args.find((arg): arg is string => typeof arg === 'string')
  const options = args.find((arg): arg is RecordOptions => typeof arg === 'object' && arg !== null)
  return { options: { ...options, ...(name === undefined ? {} : { name }) }, run }
}

function begin(given: RecordOptions, isBlock: boolean): TestRecording {
  const gates = installTestBoundaries()
  const { stack = '' } = new Error()
  const test = runningTest(stack)
  const options = mergeOptions(optionsFor(test?.file ?? null), given)
  const name = options.name ?? test?.name ?? null
  if (name === null || test === null) throw new RetraceError('NAME_NEEDED')
  if (options.answers && !isBlock) throw new RetraceError('ANSWERS_WITHOUT_FUNCTION', { name })
  const its: Claim = { name, test: test.id ?? null, testName: test.name, stack }
  const outer = scopeOfCode()
  if (outer?.options.isCapture) {
    if (outer.mode === 'replay')
      return new TestRecording(its, fixturePath(test.file, name), outer, gates, options, null)
    if (modeOf(options, originalEnv) !== 'off') giveUp(outer)
  } else if (outer) throw new RetraceError('SCOPE_NESTED', { name, outer: outer.options.name })
  const file = fixturePath(test.file, name)
  const witness = new Witness(originalEnv[ENV_VERIFY] !== undefined)
  const scope = scopeFor(options, name, file, gates, witness)
  // What is answered otherwise only reads the fixture, which is another test's.
  if (scope && !options.answers) claim(file, its)
  if (scope?.mode === 'replay') witness.watch(scope)
  const recording = new TestRecording(its, file, scope, gates, options, witness)
  if (scope && !isBlock) enter(scope)
  if (test.own) recording.belongTo(test.own)
  return recording
}

/** Null where the mode is `off`. */
function scopeFor(
  options: RecordOptions,
  name: string,
  file: string,
  gates: TestGates,
  witness: Witness,
): Scope | null {
  // What a server answers can't be chosen.
  const mode = options.answers ? 'none' : modeOf(options, originalEnv)
  if (mode === 'off') return null
  const { time = 'recorded', random = 'recorded', allow = [], match } = options
  const its: ScopeOptions = {
    name,
    time: typeof time === 'string' ? time : time.getTime(),
    random,
    allow,
    fixture: relative(file),
    files: options.fs ? filesOf(options.fs) : null,
    match: match ? new MatchRules(match) : null,
    isCapture: false,
    asked: witness.take,
    sends: witness.sends,
    // What has changed is answered all the same, so that the rest of the test can be compared.
    ...(originalEnv[ENV_VERIFY] ? { review: AS_RECORDED } : {}),
  }
  if (options.fs) installFiles()
  if (!isReplayed(mode, name, file)) return new Scope(its, null)
  const read = readFixture(standInFor(file))
  const exchanges = options.answers ? withAnswers(read.exchanges, options.answers, relative(file)) : read.exchanges
  const data = { ...read, exchanges }
  if (data.test !== name) throw new RetraceError('FIXTURE_OF_ANOTHER', { what: relative(file), other: data.test, name })
  if (isExpired(options.expiresIn, data.began, mode, { name, what: relative(file) })) return new Scope(its, null)
  gates.openShortWay(data.exchanges)
  return new Scope(its, { data, timeline: gates.timeline, adds: mode === 'new' })
}

function isReplayed(mode: Mode, name: string, file: string): boolean {
  if (mode === 'all') return false
  if (fs.existsSync(file)) return true
  if (mode === 'none') throw new RetraceError('FIXTURE_MISSING', { name, what: relative(file) })
  return false
}

/** What is the same is answered in the order in which it was recorded, and what is drawn is, too. */
const AS_RECORDED: Review = { distance: () => 0, draw: (_name, next) => next() }
