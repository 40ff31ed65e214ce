/** `retrace replay`: starts the recorded program again, with the tape in the place of the outside world. */
import { constants } from 'node:os'
import process from 'node:process'
import { RetraceError } from '../errors.ts'
import { howCut } from '../recording/how-cut.ts'
import { locateProject, type Located } from '../recording/locate.ts'
import { type Manifest, TAPE } from '../recording/manifest.ts'
import { openRecording, type Recording } from '../recording/open.ts'
import type { ReplayReport } from '../recording/request.ts'
import { nameChanged } from '../recording/sources.ts'
import { EXIT_DIVERGED } from './exit-codes.ts'
import { progress } from './progress.ts'
import { runReplay, type Run } from './run-replay.ts'
import { note, say, warn } from './say.ts'
import { describeTaint } from './taint.ts'
import { compareRuns, timesOf } from './replay-times.ts'
import { usage } from './usage.ts'

export interface ReplayFlags {
  readonly verbose?: boolean
  readonly lenient?: boolean
  readonly verify?: string
  readonly sources?: string
  readonly inspect?: string
  readonly inspectBrk?: string
  readonly node?: string
  readonly root?: string
}

export async function replay(what: string, flags: ReplayFlags): Promise<void> {
  if (flags.sources !== 'live' && flags.sources !== 'recorded')
    throw usage(`--sources is live or recorded, and not ${String(flags.sources)}`)
  const times = flags.verify === undefined ? 1 : timesOf(flags.verify)
  checkPort('--inspect', flags.inspect)
  checkPort('--inspect-brk', flags.inspectBrk)
  const recording = openRecording(what)
  const { manifest } = recording
  for (const line of describeTaint(manifest)) warn(line)
  const located = locateProject(recording, flags)
  for (const line of describeSources(recording, located, flags)) warn(line)

  const first = await runReplay(recording, located, flags, true)
  if (first.report === null && first.exit.signal === null)
    throw new RetraceError('REPLAY_UNANSWERED', { what: recording.folder, why: `exit code ${first.exit.code}` })
  if (first.report?.outcome === 'cut') {
    if (recording.damaged || manifest.complete)
      throw new RetraceError('RECORDING_DAMAGED', {
        what: recording.folder,
        events: String(first.report.events),
        tape: TAPE,
      })
    note(describeCut(manifest, first))
  }
  const forgiven = first.report?.forgiven
  if (forgiven) note(describeForgiven(forgiven))
  const same =
    flags.verify === undefined || (await verify(first, times, () => runReplay(recording, located, flags, false)))
  process.exitCode = same ? exitCode(manifest, first) : EXIT_DIVERGED
}

/** As Node takes it: a port, with a host before it or not. */
function checkPort(option: string, value: string | undefined): void {
  if (value !== undefined && !/^(?:.+:)?\d{1,5}$/.test(value))
    throw usage(`${option} is a port or HOST:PORT, and not ${value}`)
}

async function verify(first: Run, times: number, again: () => Promise<Run>): Promise<boolean> {
  const runs = [first]
  while (runs.length < times && runs.every((run) => run.report !== null && run.report.outcome !== 'diverged')) {
    progress(`replay ${runs.length + 1} of ${times}`)
    runs.push(await again())
  }
  progress('')
  const differences = compareRuns(runs)
  for (const difference of differences) say(difference)
  const diverged = runs.some((run) => run.report === null || run.report.outcome === 'diverged')
  if (diverged || differences.length > 0) return false
  const { output, report } = first
  note(
    `replayed ${times} times with the same output (${output.slice(0, 12)}) and the same order of ${String(report?.events)} events (${String(report?.order.slice(0, 12))})`,
  )
  return true
}

function describeForgiven({ extra, missing, prints }: NonNullable<ReplayReport['forgiven']>): string {
  return `lenient: ${extra} extra, ${missing} missing reads of clock and randomness; ${prints} extra writes to stdout and stderr`
}

/** Exit code of a replay: the program's, and where the recording was cut off that of the recorded run. */
function exitCode(manifest: Manifest, { exit, report }: Run): number {
  const { code, signal } = report?.outcome === 'cut' ? (manifest.exit ?? { code: 0, signal: null }) : exit
  return signal === null ? (code ?? 0) : 128 + constants.signals[signal as NodeJS.Signals]
}

function describeCut(manifest: Manifest, { report }: Run): string {
  return `the recording ends here, after ${report?.events} events: ${howCut(manifest)}`
}

function describeSources({ manifest }: Recording, { root, recorded }: Located, flags: ReplayFlags): string[] {
  if (recorded)
    return flags.sources === 'recorded' ? [] : ['the project is not on this machine: running the recorded sources']
  const changed = nameChanged(manifest, root)
  return changed === null
    ? []
    : [`sources differ from the recorded ones: ${changed}. --sources recorded runs those that were recorded`]
}
