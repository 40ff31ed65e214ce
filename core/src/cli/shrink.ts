/** `retrace shrink`: a smaller fixture from which a test fails in the same way. */
import { statSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { RetraceError } from '../errors.ts'
import { locateProject } from '../recording/locate.ts'
import { openRecording } from '../recording/open.ts'
import { caveatsOf } from './caveats.ts'
import { type Codegen, loadCodegen, type Shrunk, type ShrinkOptions } from './codegen.ts'
import { progress } from './progress.ts'
import { note, warn } from './say.ts'
import { usage } from './usage.ts'

export interface ShrinkFlags {
  readonly test?: string
  readonly testNamePattern?: string
  readonly out?: string
  readonly least?: boolean
  readonly budget?: string
  readonly maxTries?: string
  readonly json?: boolean
}

const EXIT_INTERRUPTED = 130

export async function shrink(what: string, flags: ShrinkFlags): Promise<void> {
  const budget = budgetOf(flags.budget)
  const maxTries = triesOf(flags.maxTries)
  const codegen = await loadCodegen()
  const fixture = isFolder(what) ? await generated(codegen, what) : what
  const stop = stopper(budget)
  const began = performance.now()
  const options: ShrinkOptions = {
    test: flags.test,
    title: flags.testNamePattern,
    out: flags.out === undefined ? undefined : path.resolve(flags.out),
    least: flags.least,
    maxTries,
    signal: stop.signal,
    onProgress: (tries, exchanges, bytes) =>
      progress(`${counted(tries, 'try', 'tries')}: ${sized({ exchanges, bytes })}. Ctrl-C keeps the least so far.`),
  }
  try {
    report(await codegen.shrink(fixture, options), (performance.now() - began) / 1000, flags)
  } catch (error) {
    if (!stop.signal.aborted || RetraceError.is(error)) throw error
    note(`stopped before anything was tried: ${fixture} is as it was`)
    process.exitCode = EXIT_INTERRUPTED
  } finally {
    progress('')
    stop.end()
  }
}

/** The fixture of the test of a recording. */
async function generated(codegen: Codegen, what: string): Promise<string> {
  const recording = openRecording(what)
  const located = locateProject(recording, {})
  for (const line of caveatsOf(recording, located)) warn(line)
  note('writing its test, which is to be shrunk')
  const { file, fixture } = await codegen.generate({ recording, located }, {})
  note(`it is in ${path.relative('', file)}`)
  return fixture
}

/** What is nowhere is a recording that isn't there, or a fixture, by its name. */
function isFolder(what: string): boolean {
  return statSync(what, { throwIfNoEntry: false })?.isDirectory() ?? !what.endsWith('.json')
}

/** Says to stop when the time is over, or the user wants it to; the second time it ends at once. */
function stopper(budget: number | undefined): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController()
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT_INTERRUPTED)
    controller.abort()
    progress('')
    note('stopping; what is left is proved')
  }
  const timer = budget === undefined ? undefined : setTimeout(() => controller.abort(), budget)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, stop)
  const end = (): void => {
    clearTimeout(timer)
    for (const signal of signals) process.off(signal, stop)
  }
  return { signal: controller.signal, end }
}

const UNITS = { s: 1000, m: 60_000, h: 3_600_000 } as const

function budgetOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([smh])$/.exec(text) ?? []
  if (unit === undefined) throw usage(`--budget is a time such as 90s, 5m or 1h, and not ${text}`)
  return Number(amount) * UNITS[unit as keyof typeof UNITS]
}

function triesOf(text: string | undefined): number | undefined {
  if (text !== undefined && !/^\d+$/.test(text))
    throw usage(`--max-tries is how often to run the test at most, and not ${text}`)
  return text === undefined ? undefined : Number(text)
}

function report(its: Shrunk, seconds: number, { json }: ShrinkFlags): void {
  progress('')
  const { fixture, test, before, after, tries, isWhole, isLeast, runs, error } = its
  const here = (file: string): string => path.relative('', file)
  if (json === true) {
    const answer = { ...its, fixture: here(fixture), test: { ...test, file: here(test.file) }, seconds }
    process.stdout.write(`${JSON.stringify(answer)}\n`)
    return
  }
  process.stdout.write(`${here(fixture)}\n`)
  const time = `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`
  note(`${sized(before)} → ${sized(after)}, in ${counted(tries, 'try', 'tries')} and ${time}`)
  if (isWhole)
    note('all exchanges and fields are left, which the code may read once it is mended; --least takes them away')
  if (!isLeast) note('that is not the least yet: run it again to go on')
  note(`the test "${test.title}" fails from it with ${error.name} as before, ${runs} of ${runs} times`)
}

function sized({ exchanges, bytes }: Shrunk['before']): string {
  const size = bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(1)} kB`
  return `${counted(exchanges, 'exchange', 'exchanges')}, ${size}`
}

function counted(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`
}
