/** Tries a test of the whole program. */
import { excerptOf } from '@retrace/core/recordings'
import type { Failure } from './observation.ts'
import type { Project } from './observe/debuggee.ts'
import { entryOf } from './project/entry.ts'
import type { Framework } from './project/framework.ts'
import { UserProject } from './project/project.ts'
import { differenceFrom, whyNotFailed } from './prove/compare.ts'
import type { Outcome } from './prove/outcome.ts'
import type { Tried } from './prove/tried.ts'
import { lineWith } from './redact.ts'
import { type Aim, tryWriting } from './try-writing.ts'
import { isByCode, writeProgramTest } from './write/program.ts'

export interface ProgramTrial extends Aim {
  /** Where the user says it. */
  readonly framework: Framework | null
}

export async function tryProgram(project: Project, trial: ProgramTrial): Promise<Tried> {
  const { manifest, folder } = project.recording
  const file = entryOf(project)
  if (file === null) return { kind: 'rejected', why: 'it begins with no file of the project' }
  if (!endsIt(trial.failure)) return { kind: 'rejected', why: 'it goes on as if nothing had happened' }
  return tryWriting(project, {
    ...trial,
    user: new UserProject(file, trial.framework),
    excerpt: await excerptOf(folder, { from: 0, to: trial.failure.until }),
    its: (rewrite) => ({ file, args: lineWith(manifest.argv.slice(2), rewrite) }),
    write: writeProgramTest,
    difference: (outcome, { failure }) => differenceIn(outcome, failure),
  })
}

/** Whether the program ends by it: what is caught, or answered by its server, is seen by nobody who only runs it. */
function endsIt({ kind }: Failure): boolean {
  return kind === 'uncaught' || kind === 'rejection' || kind === 'exit'
}

function differenceIn(outcome: Outcome, failure: Failure): string | null {
  const { error, at, madeAt, exitCode } = failure
  if (error && !isByCode(failure)) return differenceFrom(error, at, outcome, madeAt)
  if (outcome.kind !== 'failed') return whyNotFailed(outcome)
  const { name, message } = outcome.error
  return new RegExp(`\\b${exitCode}\\b`).test(message) ? null : `it fails with ${name}: ${message}`
}
