/** What `retrace verify` and `retrace accept` have in common: which recordings, and how they are run. */
import fs from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { RetraceError } from '../errors.ts'
import { MANIFEST } from '../recording/manifest.ts'
import type { Results } from '../verify/report/report.ts'
import { verifyAll } from '../verify/verify.ts'
import { EXIT_UNVERIFIED } from './exit-codes.ts'
import { progress } from './progress.ts'
import { say } from './say.ts'

export interface RunFlags {
  readonly jobs?: string
  readonly bail?: boolean
  readonly timeout?: string
  readonly shard?: string
  readonly node?: string
  readonly root?: string
}

/** Sets the exit code to what comes of it, or to that of a harness that failed. */
export async function exitingWith(run: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await run()
  } catch (error) {
    if (!RetraceError.is(error)) throw error
    say(error.message)
    process.exitCode = EXIT_UNVERIFIED
  }
}

/** @param command - what is started in the place of the recorded command; empty: that one */
export async function runVerify(
  what: readonly string[],
  command: readonly string[],
  flags: RunFlags,
): Promise<Results> {
  const { jobs, timeout = '60', shard, bail = false, node, root } = flags
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
  return results
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

export function usage(why: string): RetraceError {
  return new RetraceError('USAGE', { why })
}
