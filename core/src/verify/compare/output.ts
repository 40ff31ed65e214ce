/** What a script printed and how it ended, now and when it was recorded. */
import { type Change, changes } from '../../player/changes.ts'
import type { ComparedCase } from '../case.ts'
import type { Run } from '../host.ts'
import type { Difference } from './difference.ts'
import { listChanges } from './list-changes.ts'
import type { Noise } from './noise.ts'

export function outputDifferences({ printed, manifest }: ComparedCase, now: Run, noise: Noise): Difference[] {
  const code = manifest.exit?.code ?? null
  const all: Change[] = changes(
    linesOf(printed),
    linesOf(now.printed),
    { lists: listChanges(noise.isIgnored) },
    '$.stdout',
  )
  const isCrash = now.error !== null || manifest.error !== null
  if (!isCrash && code !== null && now.exitCode !== null)
    all.push(...changes({ exitCode: code }, { exitCode: now.exitCode }))
  const counted = noise.filter(all, 'the output')
  // What a crash has kept it from printing is no difference of its own.
  if (counted.length === 0 || isCrash) return []
  const none = { during: null, place: null, recordedPlace: null }
  return [{ kind: 'changed-output', what: 'stdout', ...none, changes: counted, subject: { process: 'output' } }]
}

function linesOf(text: string): string[] {
  return text.split('\n')
}
