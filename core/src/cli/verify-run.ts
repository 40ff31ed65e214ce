/** What `retrace verify` and `retrace accept` have in common: which recordings, and how they are run. */
import { availableParallelism } from 'node:os'
import process from 'node:process'
import { RetraceError } from '../errors.ts'
import type { Results } from '../verify/report/report.ts'
import { readConfig } from '../verify/rules/config.ts'
import { Rules } from '../verify/rules/rules.ts'
import { verifyAll } from '../verify/verify.ts'
import { chosenRecordings } from './chosen-recordings.ts'
import { EXIT_UNVERIFIED } from './exit-codes.ts'
import { progress } from './progress.ts'
import { say } from './say.ts'
import { usage } from './usage.ts'

export interface RunFlags {
  readonly jobs?: string
  readonly bail?: boolean
  readonly timeout?: string
  readonly shard?: string
  readonly changed?: string
  readonly config?: string
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

/**
 * @param command - what is started in the place of the recorded command; empty: that one
 * @param timelines - whether all that both sides did is kept
 */
export async function runVerify(
  what: readonly string[],
  command: readonly string[],
  flags: RunFlags,
  timelines = false,
): Promise<Results> {
  const { jobs, timeout = '60', bail = false, node, root } = flags
  const rules = new Rules(readConfig(process.cwd(), flags.config))
  const project = { root, command: command.length > 0 ? command : undefined }
  const recordings = chosenRecordings(what, flags, project)
  const results = await verifyAll(recordings, {
    jobs: jobs === undefined ? availableParallelism() : wholeNumber('--jobs', jobs),
    limit: wholeNumber('--timeout', timeout) * 1000,
    bail,
    rules,
    timelines,
    node,
    ...project,
    onProgress: (done, of) => progress(`verified ${done} of ${of}`),
  })
  progress('')
  return results
}

function wholeNumber(flag: string, text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 1) throw usage(`${flag} is a number from 1 on, and not ${text}`)
  return number
}
