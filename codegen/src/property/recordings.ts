/** Other recordings of a program, by which it shows what of its answers varies. */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { type Answered, answersOf, openRecording, type Recording, scriptOf } from '@retrace/core/recordings'

/** So many show what varies. */
const MANY = 20

export interface Around {
  readonly answers: readonly Answered[]
  /** How many recordings they are from. */
  readonly recordings: number
}

/**
 * What the program was answered in its recording, and in others.
 *
 * @param names - folders of the others; where there are none, the newest of the same script that lie beside it
 * @throws RetraceError `RECORDING_MISSING`, `NOT_A_RECORDING`, `RECORDING_UNREADABLE` for one that is named
 */
export async function answersAround(recording: Recording, names: readonly string[]): Promise<Around> {
  const named = names.map((name) => openRecording(name))
  const all = [await answersOf(recording.folder)]
  for (const { folder } of named) all.push(await answersOf(folder))
  // Nobody has asked for those: one that can't be read is no error.
  for (const { folder } of named.length > 0 ? [] : beside(recording)) all.push(await answersOf(folder).catch(() => []))
  return { answers: all.flat(), recordings: all.length }
}

function beside({ folder, manifest }: Recording): Recording[] {
  const parent = path.dirname(folder)
  const script = scriptOf(manifest)
  const found = readdirSync(parent).flatMap((name) => opened(path.join(parent, name)))
  const others = found.filter((it) => script !== null && it.folder !== folder && scriptOf(it.manifest) === script)
  return others.toSorted((a, b) => (a.manifest.start < b.manifest.start ? 1 : -1)).slice(0, MANY)
}

/** Nothing where there is no recording that can be read. */
function opened(folder: string): Recording[] {
  try {
    return [openRecording(folder)]
  } catch {
    return []
  }
}
