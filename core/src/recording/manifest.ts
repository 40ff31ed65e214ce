/** `manifest.json`: what a recording says of itself, for people and for the commands. */
import path from 'node:path'
import { RetraceError } from '../errors.ts'
import { version } from '../version.ts'
import { OriginalDate, originalFs as fs } from '../originals.ts'
import { writeWhole } from './files.ts'

/** Version of the folder's layout and of the manifest. The tape has a version of its own. */
export const FORMAT_VERSION = 1
export const MANIFEST = 'manifest.json'
export const TAPE = 'main.tape'
export const SOURCES = 'sources'

export interface Exit {
  readonly code: number | null
  readonly signal: string | null
}

export interface RecordedError {
  readonly name: string
  readonly message: string
  readonly stack: string
  readonly code?: string
}

export interface Taint {
  readonly reason: string
  /** The first line of user code that reached it; empty where there is none. */
  readonly where: string
}

export interface SourceFile {
  /** Relative to `sources.root`, with `/`. */
  readonly path: string
  /** SHA-256, hexadecimal. */
  readonly hash: string
}

export interface Manifest {
  readonly format: number
  /** Version of @retrace/core that recorded. */
  readonly retrace: string
  readonly node: string
  readonly platform: string
  readonly arch: string
  /** The program: its executable, the flags of Node, the script and its arguments. */
  readonly execPath: string
  readonly execArgv: readonly string[]
  readonly argv: readonly string[]
  readonly cwd: string
  readonly pid: number
  /** IANA name of the time zone, or null where it isn't known. */
  readonly timeZone: string | null
  /** ISO 8601. */
  readonly start: string
  readonly durationMs: number | null
  /** Null as long as the program runs, and where nobody saw its end. */
  readonly exit: Exit | null
  /** Whether the tape goes on to the program's exit. */
  readonly complete: boolean
  readonly error: RecordedError | null
  readonly events: number
  /** Events by boundary. */
  readonly counts: Readonly<Record<string, number>>
  readonly taint: readonly Taint[]
  readonly sources: { readonly root: string; readonly files: readonly SourceFile[] }
}

/** Writes the manifest, whole or not at all. */
export function writeManifest(folder: string, manifest: Manifest): void {
  writeWhole(path.join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`)
}

/**
 * Reads the manifest of a recording.
 *
 * @throws RetraceError `RECORDING_MISSING`, `RECORDING_UNREADABLE` or `RECORDING_NEWER`, naming the file
 */
export function readManifest(folder: string): Manifest {
  const file = path.join(folder, MANIFEST)
  if (!fs.existsSync(folder)) throw new RetraceError('RECORDING_MISSING', { what: folder })
  const unreadable = (why: string): RetraceError => new RetraceError('RECORDING_UNREADABLE', { what: file, why })
  let text: string
  try {
    text = fs.readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new RetraceError('NOT_A_RECORDING', { what: folder }, error)
    throw unreadable((error as Error).message)
  }
  if (text.trim() === '') throw unreadable('the file is empty')
  let manifest: Manifest
  try {
    manifest = JSON.parse(text) as Manifest
  } catch (error) {
    throw unreadable(`it is not JSON (${(error as Error).message})`)
  }
  if (typeof manifest !== 'object' || manifest === null || typeof manifest.format !== 'number')
    throw unreadable('it has no format version')
  if (manifest.format > FORMAT_VERSION) {
    throw new RetraceError('RECORDING_NEWER', {
      what: file,
      version: String(manifest.format),
      known: String(FORMAT_VERSION),
    })
  }
  return manifest
}

/** The program's script; null for one given on the command line (`node -e`). */
export function scriptOf({ argv }: Pick<Manifest, 'argv'>): string | null {
  // Node makes the path of a script absolute, and leaves arguments of the program as they are.
  const [, script] = argv
  return script !== undefined && path.isAbsolute(script) ? script : null
}

/** The manifest of a recording that begins now, from the facts of its process. */
export function initialManifest(facts: Readonly<Record<string, unknown>>, start: number): Manifest {
  const fact = <T>(name: string): T => facts[name] as T
  return {
    format: FORMAT_VERSION,
    retrace: version,
    node: fact('node'),
    platform: fact('platform'),
    arch: fact('arch'),
    execPath: fact('execPath'),
    execArgv: fact('execArgv'),
    argv: fact('argv'),
    cwd: fact('cwd'),
    pid: fact('pid'),
    timeZone: fact('timeZone'),
    start: new OriginalDate(start).toISOString(),
    durationMs: null,
    exit: null,
    complete: false,
    error: null,
    events: 0,
    counts: {},
    taint: [],
    sources: { root: '', files: [] },
  }
}
