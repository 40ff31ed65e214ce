/** A run of the recorded code: where it was that the recorded requests were made, and what is no fault of the change. */
import path from 'node:path'
import { RetraceError } from '../errors.ts'
import { originalFs as fs } from '../originals.ts'
import { SOURCES } from '../recording/manifest.ts'
import type { Place } from './behaviour.ts'
import { isUnstarted, type RecordedCase } from './case.ts'
import { type HostOptions, located, type Run, runCase } from './host.ts'
import { makeRecordedProject } from './recorded-project.ts'

/** Null where the recorded code does not run here: its packages may be others. */
export async function runBefore(its: RecordedCase, { root, node, command }: HostOptions): Promise<Run | null> {
  const { folder, manifest } = its.recording
  const { root: home } = located(its.recording, { root, command })
  const files = manifest.sources.files.map((file) => file.path)
  let project: string | null = null
  try {
    project = makeRecordedProject(home, path.join(folder, SOURCES), files)
    const run = await runCase(its, { node, root: project, other: home })
    if (run.isLate || isUnstarted(its, run)) return null
    const named = <T extends { readonly place: Place | null }>(what: T): T => ({
      ...what,
      place: what.place && { ...what.place, file: homeOf(what.place.file, project + path.sep, home) },
    })
    return {
      ...run,
      asked: run.asked.map(named),
      answers: run.answers.map((answer) => answer && named(answer)),
      written: run.written.map(named),
    }
  } catch (error) {
    if (RetraceError.is(error) || isSystemError(error)) return null
    throw error
  } finally {
    if (project !== null) fs.rmSync(project, { recursive: true, force: true })
  }
}

function isSystemError(error: unknown): boolean {
  return typeof (error as NodeJS.ErrnoException).code === 'string'
}

/** The file that a copy is of, as it is called in the project. */
function homeOf(file: string, copies: string, home: string): string {
  return file.startsWith(copies) ? path.join(home, file.slice(copies.length)) : file
}
