/** Options of a recording, wherever they are given: they are merged from the general to the particular. */
import { ANSWERS, type Answers } from './answers.ts'
import { EXPIRES_IN, type ExpiresIn } from './expiry.ts'
import { checkMatch, mergeMatch } from './match-options.ts'
import { isObject, isTexts, type Kind, oneOf, unknownOption, wrongOption } from './option-kinds.ts'
import { MODES } from '../modes.ts'
import type { MatchOptions } from '../player/match.ts'
import { type ForbidRule, isForbidRule, isRedactRule, type RedactRule } from '../redaction/rules.ts'

/**
 * - `once`: a test with a fixture is replayed, one without is recorded
 * - `new`: a test with a fixture is replayed, and what is not in it is asked of the real server and added to it
 * - `none`: tests are replayed; one without a fixture fails
 * - `all`: tests are recorded, also where there is a fixture
 * - `off`: nothing is recorded or replayed
 */
export type Mode = (typeof MODES)[number]

export interface RecordOptions {
  /** Of the recording; else the full name of the test. */
  readonly name?: string
  readonly mode?: Mode
  /** By protocol, what counts when a request is compared with recorded ones: `{ http: { ignore: ['$.body.requestId'] } }`. */
  readonly match?: MatchOptions
  /** Files and folders whose reading is recorded, with `*` and `**`: `['config', 'data/*.csv']`. */
  readonly fs?: readonly string[]
  /** How old a fixture may grow, and what comes then: `'30 days'`, `{ after: '30 days', action: 'record' }`. */
  readonly expiresIn?: ExpiresIn
  /** Hosts that stay live, with a port or without: `localhost`, `127.0.0.1:8080`. */
  readonly allow?: readonly string[]
  /** What clocks and timers go by in a replay: what was recorded, the real time, or from a time on. */
  readonly time?: 'recorded' | 'real' | Date
  /** Whether a replay draws the random values that were drawn when it was recorded. */
  readonly random?: 'recorded' | 'real'
  /**
   * What is answered instead of what was recorded, by the operation of an exchange and places in its answer:
   * `{ 'GET /prices': { '$.items[0].price': 0 } }`. The fixture is read, and never written.
   */
  readonly answers?: Answers
  /** What else is secret, beside what is known for it, and what is not; a test's rules are added to the general ones. */
  readonly redact?: readonly RedactRule[]
  /** What no fixture may have; a test's rules are added to the general ones. */
  readonly forbid?: readonly ForbidRule[]
}

/** Options that hold for all tests, as a plugin has set them. */
let general: RecordOptions = {}
/** Those that hold for the tests of a file, by its path. */
const ofFiles = new Map<string, FileOptions>()

/** What says something of one test only. */
const OF_TESTS = ['name', 'answers'] as const

/** As `retrace.record()` has them, but for what is of one test only. */
export type FileOptions = Omit<RecordOptions, (typeof OF_TESTS)[number]>

/** Options that hold for a test, but for its own. */
export function optionsFor(file: string | null): RecordOptions {
  return mergeOptions(general, (file !== null && ofFiles.get(file)) || {})
}

/** @throws RetraceError `OPTION_UNKNOWN`, `OPTION_WRONG` */
export function setFileOptions(file: string, options: FileOptions): void {
  const isOfTests = (name: string): boolean => (OF_TESTS as readonly string[]).includes(name)
  const wrong = Object.keys(options).find(isOfTests)
  if (wrong !== undefined)
    throw unknownOption(
      wrong,
      Object.keys(KINDS).filter((name) => !isOfTests(name)),
    )
  ofFiles.set(file, mergeOptions(ofFiles.get(file) ?? {}, options))
}

/** @throws RetraceError `OPTION_UNKNOWN`, `OPTION_WRONG` */
export function setGeneralOptions(options: RecordOptions): void {
  general = mergeOptions(options)
}

const MODE = oneOf(...MODES)
const TIME = oneOf('recorded', 'real')

/** Jest hands options on as JSON to its workers: there a pattern is nothing, and so is a function. */
const AS_JSON =
  ". Where options travel as JSON, give a pattern as a text, '/…/i', and a function by retrace.configure()"

/** Rules of a test come to the general ones. */
const both = (general: unknown, particular: unknown): unknown[] => [general, particular].flat()

const KINDS: Readonly<Record<keyof RecordOptions, Kind>> = {
  name: { says: 'a text', is: (value) => typeof value === 'string' && value !== '' },
  mode: MODE,
  match: { says: 'an object by protocol', is: isObject, checkParts: checkMatch, merge: mergeMatch },
  fs: { says: 'a list of paths', is: isTexts, merge: both },
  expiresIn: EXPIRES_IN,
  allow: { says: 'a list of hosts', is: isTexts },
  answers: ANSWERS,
  time: { says: `${TIME.says}, or a Date`, is: (value) => TIME.is(value) || isDate(value) },
  random: oneOf('recorded', 'real'),
  redact: {
    says: `a list of paths, patterns, functions, and \`{ keep: path or pattern }\`${AS_JSON}`,
    is: (value) => Array.isArray(value) && value.every(isRedactRule),
    merge: both,
  },
  forbid: {
    says: `a list of patterns, and of \`{ name, pattern }\`${AS_JSON}`,
    is: (value) => Array.isArray(value) && value.every(isForbidRule),
    merge: both,
  },
}

/**
 * The options that hold, the last that says something being right; rules of redaction add up.
 *
 * @throws RetraceError `OPTION_UNKNOWN`, `OPTION_WRONG`
 */
export function mergeOptions(...all: readonly RecordOptions[]): RecordOptions {
  for (const options of all) check(options)
  const merged: Record<string, unknown> = {}
  for (const [name, value] of all.flatMap((options) => Object.entries(options))) {
    if (value === undefined) continue
    const { merge } = KINDS[name as keyof RecordOptions]
    merged[name] = merge && Object.hasOwn(merged, name) ? merge(merged[name], value) : value
  }
  return merged
}

/**
 * The mode that holds: what an option says; else the variable RETRACE_MODE; else `none` under CI and `once` at a desk.
 *
 * @throws RetraceError `OPTION_WRONG`
 */
export function modeOf({ mode }: RecordOptions, env: NodeJS.ProcessEnv): Mode {
  const said = env['RETRACE_MODE']
  if (said !== undefined && said !== '') {
    if (!MODE.is(said)) throw wrongOption('RETRACE_MODE', said, MODE)
    return said as Mode
  }
  if (mode !== undefined) return mode
  return ['', '0', 'false', undefined].includes(env['CI']) ? 'once' : 'none'
}

function check(options: RecordOptions): void {
  for (const [name, value] of Object.entries(options)) {
    const kind = Object.hasOwn(KINDS, name) ? KINDS[name as keyof RecordOptions] : undefined
    if (!kind) throw unknownOption(name, Object.keys(KINDS))
    if (value === undefined) continue
    if (!kind.is(value)) throw wrongOption(name, value, kind)
    kind.checkParts?.(value)
  }
}

/** Also of another realm; one that is no time is none. */
function isDate(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Date]' && !Number.isNaN(Number(value))
}
