/** What a program writes to files, now and when it was recorded. */
import { contentOfBytes } from '../../lens/content.ts'
import { type Change, changes } from '../../player/changes.ts'
import { isServer, type ComparedCase, requestName } from '../case.ts'
import type { Run } from '../host.ts'
import type { Content } from '../written/written-files.ts'
import { isCutShort } from './cut-short.ts'
import type { Difference } from './difference.ts'
import { listChanges } from './list-changes.ts'
import type { Noise } from './noise.ts'

export function fileDifferences(its: ComparedCase, now: Run, before: Run | null, noise: Noise): Difference[] {
  const written = new Map(now.written.map((one) => [one.file, one]))
  const all = [...new Set([...its.written.keys(), ...written.keys()])]
  return all.flatMap((file): Difference[] => {
    const actual = written.get(file)
    // A server is ended while it may have something left to write.
    if (!actual && (isServer(its) || isCutShort(its, now))) return []
    const counted = noise.filter(contentChanges(its.written.get(file), actual?.content, noise), file)
    if (counted.length === 0) return []
    const recordedPlace = before?.written.find((one) => one.file === file)?.place ?? null
    const during = requestName(its.requests, actual?.during ?? null)
    return [{ kind: 'changed-file', what: file, during, place: actual?.place ?? null, recordedPlace, changes: counted }]
  })
}

function contentChanges(recorded: Content | undefined, actual: Content | undefined, noise: Noise): Change[] {
  if (recorded === undefined) return [{ path: '$', recorded: undefined, actual: shown(actual), edit: 'added' }]
  if (actual === undefined) return [{ path: '$', recorded: shown(recorded), actual: undefined, edit: 'removed' }]
  return changes(shown(recorded), shown(actual), { lists: listChanges(noise.isIgnored) })
}

/** JSON as such, a text by its lines; null of a file that was removed. */
function shown(content: Content | undefined): unknown {
  if (!(content instanceof Uint8Array)) return content ?? null
  const its = contentOfBytes(content)
  return 'json' in its ? its.json : 'text' in its ? its.text : its
}
