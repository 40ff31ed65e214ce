/** A run of the recorded code: where it was that the recorded requests were made, and what is no fault of the change. */
import path from 'node:path'
import { RetraceError } from '../errors.ts'
import { SOURCES } from '../recording/manifest.ts'
import type { Place } from './behaviour.ts'
import type { RecordedCase } from './case.ts'
import { type HostOptions, located, type Run, runCase } from './host.ts'

/** Null where the recorded code does not run here: its packages may be others. */
export async function runBefore(its: RecordedCase, { root, node, command }: HostOptions): Promise<Run | null> {
  try {
    const run = await runCase(its, { node, isBefore: true })
    const copies = path.join(its.recording.folder, SOURCES) + path.sep
    const { root: home } = located(its.recording, { root, command })
    const named = <T extends { readonly place: Place | null }>(what: T): T => ({
      ...what,
      place: what.place && { ...what.place, file: homeOf(what.place.file, copies, home) },
    })
    return {
      ...run,
      asked: run.asked.map(named),
      answers: run.answers.map((answer) => answer && named(answer)),
    }
  } catch (error) {
    if (!RetraceError.is(error)) throw error
    return null
  }
}

/** The file that a copy is of, as it is called in the project. */
function homeOf(file: string, copies: string, home: string): string {
  return file.startsWith(copies) ? path.join(home, file.slice(copies.length)) : file
}
