/** `retrace verify`: runs the code under review against recordings, and reports what it does otherwise. */
import fs from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { colored, plain, wantsColors } from '../divergence/paint.ts'
import { RetraceError } from '../errors.ts'
import { MANIFEST } from '../recording/manifest.ts'
import { REPORTERS } from '../verify/report/index.ts'
import type { Results } from '../verify/report/report.ts'
import { verifyAll } from '../verify/verify.ts'
import { EXIT_DIVERGENCE, EXIT_UNVERIFIED } from './exit-codes.ts'
import { progress } from './progress.ts'
import { say } from './say.ts'

export interface VerifyFlags {
  readonly jobs?: string
  readonly bail?: boolean
  readonly timeout?: string
  readonly shard?: string
  readonly reporter?: readonly string[]
  readonly node?: string
  readonly root?: string
}

/** Exits with 0 where all is the same, 1 where something diverges, and 2 where that could not be found out. */
export async function verify(what: readonly string[], command: readonly string[], flags: VerifyFlags): Promise<void> {
  try {
    process.exitCode = await verifyRecordings(what, command, flags)
  } catch (error) {
    if (!RetraceError.is(error)) throw error
    say(error.message)
    process.exitCode = EXIT_UNVERIFIED
  }
}

async function verifyRecordings(
  what: readonly string[],
  command: readonly string[],
  flags: VerifyFlags,
): Promise<number> {
  const { reporter = ['terminal'], jobs, timeout = '60', shard, bail = false, node, root } = flags
  const reports = reporter.map(reportNamed)
  const recordings = shardOf(what.flatMap(recordingsIn), shard)
  const results = await verifyAll(recordings, {
    jobs: jobs === undefined ? availableParallelism() : wholeNumber('--jobs', jobs),
    limit: wholeNumber('--timeout', timeout) * 1000,
    bail,
    node,
    root,
    command: command.length > 0 ? command : undefined,
    onProgress: (done, of) => progress(`verified ${done} of ${of}`),
  })
  progress('')
  for (const write of reports) write(results)
  const { divergences, unverified } = results
  return unverified.length > 0 ? EXIT_UNVERIFIED : divergences.length > 0 ? EXIT_DIVERGENCE : 0
}

/** @param given - the name of a reporter, and the file that it writes: `junit=report.xml`; else it writes to stdout */
function reportNamed(given: string): (results: Results) => void {
  const [name = '', ...rest] = given.split('=')
  const file = rest.length > 0 ? path.resolve(rest.join('=')) : null
  const reporter = Object.hasOwn(REPORTERS, name) ? REPORTERS[name] : undefined
  if (!reporter) throw usage(`--reporter is one of ${Object.keys(REPORTERS).join(', ')}, and not ${name}`)
  return (results) => {
    const paint = file === null && wantsColors(1) ? colored() : plain
    const options = { paint, cwd: process.cwd() }
    if (file === null) process.stdout.write(reporter.report(results, options))
    else writeReport(file, () => fs.writeFileSync(file, reporter.report(results, options)))
    const { beside } = reporter
    const other = beside && process.env[beside.variable]
    if (other) writeReport(other, () => fs.appendFileSync(other, beside.report(results, options)))
  }
}

function writeReport(file: string, write: () => void): void {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true })
    write()
  } catch (error) {
    throw new RetraceError('REPORT_UNWRITABLE', { what: file, why: (error as Error).message }, error)
  }
}

/** A recording, or all in a folder. */
function recordingsIn(what: string): string[] {
  const isFolder = fs.statSync(what, { throwIfNoEntry: false })?.isDirectory() ?? false
  if (!isFolder || fs.existsSync(path.join(what, MANIFEST))) return [what]
  const inside = fs
    .readdirSync(what, { withFileTypes: true })
    // `latest` is one of the others.
    .filter((entry) => entry.isDirectory() && fs.existsSync(path.join(what, entry.name, MANIFEST)))
    .map(({ name }) => path.join(what, name))
    .toSorted()
  if (inside.length === 0) throw new RetraceError('VERIFY_NOTHING', { what })
  return inside
}

/** Every n-th one: `2/3` has the second, the fifth, … */
function shardOf(recordings: readonly string[], shard: string | undefined): readonly string[] {
  if (shard === undefined) return recordings
  const [, which, of] = /^(\d+)\/(\d+)$/.exec(shard) ?? []
  const [index, count] = [Number(which), Number(of)]
  if (!(index >= 1 && index <= count)) throw usage(`--shard is I/N, as 1/3, and not ${shard}`)
  return recordings.filter((_, i) => i % count === index - 1)
}

function wholeNumber(flag: string, text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 1) throw usage(`${flag} is a number from 1 on, and not ${text}`)
  return number
}

function usage(why: string): RetraceError {
  return new RetraceError('USAGE', { why })
}
