/** Completes a recording's folder once the program has ended. */
import path from 'node:path'
import { originalFs as fs } from '../originals.ts'
import { compactTape } from './compact.ts'
import {
  type Exit,
  initialManifest,
  type Manifest,
  MANIFEST,
  readManifest,
  type Taint,
  writeManifest,
} from './manifest.ts'
import { type Scan, scanTape } from './scan.ts'
import { keepSources } from './sources.ts'
import { UNRECORDED } from './unrecorded.ts'
import { writeWorkspace } from './workspace.ts'

export interface Ending {
  /** How the started command ended, where it is known. */
  readonly exit: Exit | null
  /** Process id of the command. It is the program itself unless a launcher stood between. */
  readonly pid?: number | undefined
  /** In the recorded process itself: nothing that takes long. */
  readonly fromInside?: boolean
  /** Time zone, where the recorded process couldn't say it. */
  readonly timeZone?: string
  /** Told how much of the tapes has been made smaller, from 0 to 1. */
  readonly onProgress?: (done: number) => void
}

/** Writes the manifest, the sources and the workspace, and makes the tape smaller. Returns the manifest. */
export function finishRecording(folder: string, ending: Ending): Manifest {
  const scan = scanTape(folder)
  const begun = openManifest(folder, scan)
  const isProgram = ending.pid === undefined || ending.pid === begun.pid
  const exit: Exit | null = isProgram
    ? ending.exit
    : scan.exitCode === null
      ? null
      : { code: scan.exitCode, signal: null }
  const manifest: Manifest = {
    ...begun,
    timeZone: begun.timeZone ?? ending.timeZone ?? null,
    durationMs: scan.durationMs,
    exit,
    complete: scan.exitCode !== null && scan.ending === 'whole',
    error: exit?.code === 0 ? null : scan.error,
    events: scan.events,
    counts: scan.counts,
    taint: [...scan.taint, ...unrecorded(folder)],
    sources: keepSources(folder, begun, scan.loaded),
  }
  writeManifest(folder, manifest)
  writeWorkspace(folder, manifest)
  if (ending.fromInside !== true && scan.ending !== 'damaged')
    for (const tape of fs.readdirSync(folder).filter((name) => name.endsWith('.tape')))
      compactTape(path.join(folder, tape), ending.onProgress)
  return manifest
}

/** The manifest as it was written at the start; made again from the tape where that failed. */
function openManifest(folder: string, scan: Scan): Manifest {
  return fs.existsSync(path.join(folder, MANIFEST))
    ? readManifest(folder)
    : initialManifest(scan.header.facts, scan.header.start)
}

/** Other Node processes of the same command: only the first is recorded, and that has to be known. */
function unrecorded(folder: string): Taint[] {
  const file = path.join(folder, UNRECORDED)
  if (!fs.existsSync(file)) return []
  const lines = fs.readFileSync(file, 'utf8').trim().split('\n')
  return lines.map((line) => {
    const { argv } = JSON.parse(line) as { argv: string[] }
    return {
      reason: `the command started another Node process, which isn't recorded: ${argv.slice(1).join(' ')}`,
      where: '',
    }
  })
}
