/** Opens a recording for replay or reading. */
import path from 'node:path'
import { RetraceError } from '../errors.ts'
import { originalFs as fs } from '../originals.ts'
import { openSource } from '../tape/file.ts'
import { TapeReader } from '../tape/reader.ts'
import { initialManifest, MANIFEST, type Manifest, readManifest, TAPE } from './manifest.ts'
import { type Scan, scanTape } from './scan.ts'

export interface Recording {
  /** Absolute, with symbolic links (`recordings/latest`) resolved. */
  readonly folder: string
  readonly manifest: Manifest
  /** Whether the tape is known to be damaged; one of a complete recording is only looked at as it is read. */
  readonly damaged: boolean
  /** The recorded variables that Node reads by itself. */
  readonly environment: Readonly<Record<string, string>>
}

/**
 * Opens a recording by its folder, or by a file in it.
 *
 * @throws RetraceError that names the file and the next step
 */
export function openRecording(what: string): Recording {
  const folder = resolveFolder(what)
  const tape = path.join(folder, TAPE)
  const hasTape = fs.existsSync(tape)
  // The manifest is missing where the process was killed in the moment between; all of it is on the tape too.
  const early = hasTape && !fs.existsSync(path.join(folder, MANIFEST))
  const written = early ? null : readManifest(folder)
  if (!hasTape) throw new RetraceError('RECORDING_UNREADABLE', { what: tape, why: 'there is no such file' })
  const { header } = new TapeReader(openSource(tape))
  const manifest = written ?? initialManifest(header.facts, header.start)
  const environment = (header.facts['environment'] ?? {}) as Record<string, string>
  if (manifest.complete) return { folder, manifest, damaged: false, environment }
  const scan = scanTape(folder)
  return {
    folder,
    manifest: reviewed(manifest, scan),
    damaged: scan.ending === 'damaged',
    environment,
  }
}

/** A manifest that nobody has finished says less than the tape has. */
function reviewed(manifest: Manifest, scan: Scan): Manifest {
  const { exitCode, events, counts, taint, error, ending, durationMs } = scan
  return {
    ...manifest,
    events,
    counts,
    taint: manifest.taint.length > 0 ? manifest.taint : taint,
    error: manifest.error ?? error,
    durationMs: manifest.durationMs ?? durationMs,
    exit: manifest.exit ?? (exitCode === null ? null : { code: exitCode, signal: null }),
    complete: exitCode !== null && ending === 'whole',
  }
}

function resolveFolder(what: string): string {
  try {
    const real = fs.realpathSync(what)
    return fs.statSync(real).isDirectory() ? real : path.dirname(real)
  } catch (error) {
    throw new RetraceError('RECORDING_MISSING', { what }, error)
  }
}
