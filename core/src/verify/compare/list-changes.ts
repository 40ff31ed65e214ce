/** What differs between two lists of texts, item by item: one that is new makes no others of those behind it. */
import { diffArrays } from 'diff'
import { itemStep } from '../../paths.ts'
import type { Change } from '../../player/changes.ts'

export function listChanges(recorded: readonly string[], actual: readonly string[], path: string): Change[] {
  const changes: Change[] = []
  let at = 0
  let gone: readonly string[] = []
  const flush = (come: readonly string[]): void => {
    for (let i = 0; i < Math.max(gone.length, come.length); i++)
      changes.push({ path: path + itemStep(at + i), recorded: gone[i], actual: come[i] })
    gone = []
  }
  for (const { value, added, removed } of diffArrays([...recorded], [...actual])) {
    if (removed) gone = value
    else {
      flush(added ? value : [])
      at += value.length
    }
  }
  flush([])
  return changes
}
