/** `retrace verify`: runs the code under review against recordings, and reports what it does otherwise. */
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { colored, plain, wantsColors } from '../divergence/paint.ts'
import { RetraceError } from '../errors.ts'
import { REPORTERS } from '../verify/report/index.ts'
import type { Reporter, Results } from '../verify/report/report.ts'
import { EXIT_DIVERGENCE, EXIT_UNVERIFIED } from './exit-codes.ts'
import { usage } from './usage.ts'
import { exitingWith, type RunFlags, runVerify } from './verify-run.ts'

export interface VerifyFlags extends RunFlags {
  readonly reporter?: readonly string[]
}

/** Exits with 0 where all is the same, 1 where something diverges, and 2 where that could not be found out. */
export async function verify(what: readonly string[], command: readonly string[], flags: VerifyFlags): Promise<void> {
  await exitingWith(async () => {
    const reports = (flags.reporter ?? ['terminal']).map(reportNamed)
    const timelines = reports.some(({ reporter }) => reporter.showsTimelines)
    const results = await runVerify(what, command, flags, timelines)
    for (const { write } of reports) write(results)
    const { divergences, unverified } = results
    return unverified.length > 0 ? EXIT_UNVERIFIED : divergences.length > 0 ? EXIT_DIVERGENCE : 0
  })
}

/** @param given - the name of a reporter, and the file that it writes: `junit=report.xml`; else it writes to stdout */
function reportNamed(given: string): { readonly reporter: Reporter; readonly write: (results: Results) => void } {
  const [name = '', ...rest] = given.split('=')
  const file = rest.length > 0 ? path.resolve(rest.join('=')) : null
  const reporter = Object.hasOwn(REPORTERS, name) ? REPORTERS[name] : undefined
  if (!reporter) throw usage(`--reporter is one of ${Object.keys(REPORTERS).join(', ')}, and not ${name}`)
  const write = (results: Results): void => {
    const paint = file === null && wantsColors(1) ? colored() : plain
    const options = { paint, cwd: process.cwd() }
    if (file === null) process.stdout.write(reporter.report(results, options))
    else writeReport(file, () => fs.writeFileSync(file, reporter.report(results, options)))
    const { beside } = reporter
    const other = beside && process.env[beside.variable]
    if (other) writeReport(other, () => fs.appendFileSync(other, beside.report(results, options)))
  }
  return { reporter, write }
}

function writeReport(file: string, write: () => void): void {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true })
    write()
  } catch (error) {
    throw new RetraceError('REPORT_UNWRITABLE', { what: file, why: (error as Error).message }, error)
  }
}
