/** @retrace/codegen, which is installed where tests are to be written; core goes without. */
import { createRequire } from 'node:module'
import path from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { RetraceError } from '../errors.ts'
import type { Located } from '../recording/locate.ts'
import type { WritePolicy } from '../recording/fixture-file.ts'
import type { Recording } from '../recording/open.ts'

export interface Project {
  readonly recording: Recording
  readonly located: Located
  readonly node?: string | undefined
}

interface Cause {
  readonly error: { readonly class: string; readonly message: string }
  readonly at: { readonly file: string; readonly line: number; readonly column: number } | null
}

/** What the commands say of a failure; codegen's own type has more. */
export interface Failure {
  readonly kind: 'uncaught' | 'rejection' | 'exit' | 'response' | 'broken' | 'unanswered' | 'caught'
  readonly error: Cause['error'] | null
  /** What the error came of, the nearest first. */
  readonly causes: readonly Cause[]
  readonly exitCode: number | null
  readonly request: { readonly method: string; readonly target: string; readonly status: number | null } | null
  readonly at: Cause['at']
  readonly event: number
}

/** What `retrace generate` is asked for; what is undefined is left to codegen. */
export interface GenerateOptions {
  readonly error?: string | undefined
  readonly at?: string | undefined
  readonly request?: string | undefined
  readonly event?: number | undefined
  readonly function?: string | undefined
  readonly framework?: 'vitest' | 'jest' | undefined
  readonly assertion?: 'no-crash' | 'error' | 'result' | undefined
  readonly policy?: WritePolicy | undefined
  readonly property?: PropertyOptions | undefined
}

/** Of a test of what else the function might be answered. */
interface PropertyOptions {
  /** Places in answers. */
  readonly vary: readonly string[]
  /** Other recordings of the program. */
  readonly recordings: readonly string[]
}

export interface Generated {
  /** Of the test; so is `fixture`. */
  readonly file: string
  readonly title: string
  readonly fixture: string
  /** Whether the test was there before, for another recording of the same. */
  readonly isThere: boolean
  /** The name of the one that it has taken the place of; null where there was none. */
  readonly replaced: string | null
  readonly level: string
  readonly function: string | null
  /** Null where nothing failed. */
  readonly failure: Failure | null
  /** The error that was asked for, where the failure came of it. */
  readonly cause: Cause | null
  readonly rejected: readonly {
    readonly name: string
    readonly why: string
    /** The error that came in its test in the place of the recorded one. */
    readonly instead?: { readonly class: string; readonly message: string; readonly place: string | null }
  }[]
  readonly advice: string | null
  readonly property: {
    readonly title: string
    readonly places: readonly Place[]
    /** What stays as it was recorded. */
    readonly still: readonly (Place & { readonly why: string })[]
    readonly declared: readonly string[]
    readonly counterexample: {
      readonly answers: string
      readonly error: { readonly name: string; readonly message: string }
    } | null
  } | null
}

interface Place {
  readonly operation: string
  /** In what came back for it. */
  readonly path: string
}

export interface Options {
  readonly options: readonly {
    readonly candidate: { readonly name: string; readonly place: { readonly file: string; readonly line: number } }
    readonly call: object | null
    readonly target: { readonly label: string } | null
    readonly why: string | null
    /** Its arguments, shortened. */
    readonly given: string | null
  }[]
}

export interface ShrinkOptions {
  /** The test file, and the full name of the test. */
  readonly test?: string | undefined
  readonly title?: string | undefined
  readonly out?: string | undefined
  /** Whether to leave out what only mended code would read. */
  readonly least?: boolean | undefined
  readonly maxTries?: number | undefined
  readonly signal: AbortSignal
  readonly onProgress: (tries: number, exchanges: number, bytes: number) => void
}

interface Size {
  readonly exchanges: number
  readonly bytes: number
}

export interface Shrunk {
  readonly fixture: string
  readonly test: { readonly file: string; readonly title: string }
  readonly error: { readonly name: string; readonly message: string }
  readonly before: Size
  readonly after: Size
  readonly tries: number
  /** Whether it has all that mended code may read. */
  readonly isWhole: boolean
  readonly isLeast: boolean
  readonly runs: number
}

export interface Codegen {
  /** @param onMany - told where a program has caught more errors than come */
  failuresOf(project: Project, onMany?: (many: number) => void): Promise<readonly Failure[]>
  optionsOf(project: Project, options: GenerateOptions): Promise<Options>
  generate(project: Project, options: GenerateOptions): Promise<Generated>
  shrink(fixture: string, options: ShrinkOptions): Promise<Shrunk>
}

const NAME = '@retrace/codegen'

/**
 * Loads it from the project, else from beside core.
 *
 * @throws RetraceError `CODEGEN_MISSING`
 */
export async function loadCodegen(): Promise<Codegen> {
  for (const from of [path.join(process.cwd(), 'x'), import.meta.url]) {
    const file = resolve(from)
    if (file !== null) return (await import(pathToFileURL(file).href)) as Codegen
  }
  throw new RetraceError('CODEGEN_MISSING', {})
}

function resolve(from: string): string | null {
  try {
    return createRequire(from).resolve(NAME)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
    return null
  }
}
