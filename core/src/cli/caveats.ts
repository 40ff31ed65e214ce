import { howCut } from '../recording/how-cut.ts'
import type { Located } from '../recording/locate.ts'
import type { Recording } from '../recording/open.ts'
import { nameChanged } from '../recording/sources.ts'
import { describeTaint } from './taint.ts'

/** What to know of a recording before what is found in it. */
export function caveatsOf({ manifest }: Recording, { root, recorded }: Located): string[] {
  const changed = recorded ? null : nameChanged(manifest, root)
  return [
    ...describeTaint(manifest),
    ...(recorded ? ['the project is not on this machine: running the recorded sources'] : []),
    ...(changed === null ? [] : [`sources differ from the recorded ones: ${changed}`]),
    ...(manifest.complete ? [] : [`the recording was cut off, for ${howCut(manifest)}: what came after is not in it`]),
  ]
}
