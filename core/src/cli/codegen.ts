/** @retrace/codegen, which is installed where tests are to be written; core goes without. */
import { createRequire } from 'node:module'
import path from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { RetraceError } from '../errors.ts'
import type { Located } from '../recording/locate.ts'
import type { Recording } from '../recording/open.ts'

export interface Project {
  readonly recording: Recording
  readonly located: Located
  readonly node?: string | undefined
}

/** What the commands say of a failure; codegen's own type has more. */
export interface Failure {
  readonly kind: 'uncaught' | 'rejection' | 'exit' | 'response' | 'unanswered' | 'caught'
  readonly error: { readonly class: string; readonly message: string } | null
  readonly exitCode: number | null
  readonly request: { readonly method: string; readonly target: string; readonly status: number | null } | null
  readonly at: { readonly file: string; readonly line: number; readonly column: number } | null
  readonly event: number
}

interface Codegen {
  failuresOf(project: Project): Promise<readonly Failure[]>
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
