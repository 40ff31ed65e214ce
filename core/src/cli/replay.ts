/** `retrace replay`: starts the recorded program again, with the tape in the place of the outside world. */
import { constants } from 'node:os'
import process from 'node:process'
import { RetraceError } from '../errors.ts'
import { openRecording } from '../recording/open.ts'
import type { Manifest } from '../recording/manifest.ts'
import { note, warn } from './say.ts'
import { runReplay, type Run } from './run-replay.ts'
import { describeTaint } from './taint.ts'

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
  check(flags)
  const recording = openRecording(what)
  const { manifest } = recording
  for (const line of describeTaint(manifest)) warn(line)
  const run = await runReplay(recording, flags)
  if (run.report?.outcome === 'cut') note(describeCut(manifest, run))
  const forgiven = run.report?.forgiven
  if (forgiven && forgiven.extra + forgiven.missing > 0)
    note(`let pass ${forgiven.extra} extra and ${forgiven.missing} missing reads of clock and randomness`)
  process.exitCode = exitCode(manifest, run)
}

function check(flags: ReplayFlags): void {
  if (flags.sources !== 'live' && flags.sources !== 'recorded')
    throw new RetraceError('USAGE', { why: `--sources is live or recorded, not ${String(flags.sources)}` })
}

/** Exit code of a replay: the program's, and where the recording was cut off that of the recorded run. */
function exitCode(manifest: Manifest, { exit, report }: Run): number {
  if (report?.outcome !== 'cut')
    return exit.signal === null ? (exit.code ?? 1) : 128 + constants.signals[exit.signal as NodeJS.Signals]
  const { code = 0, signal = null } = manifest.exit ?? {}
  return signal === null ? (code ?? 0) : 128 + constants.signals[signal as NodeJS.Signals]
}

function describeCut({ exit }: Manifest, { report }: Run): string {
  const how =
    exit === null
      ? 'nobody saw how the recorded program ended'
      : exit.signal === null
        ? `the recorded program went on unrecorded and exited with ${String(exit.code)}`
        : `the recorded program was ended by ${exit.signal}`
  return `the recording ends here, after ${String(report?.events)} events: ${how}`
}
