/** Writes what a test does now into its fixture: what it asks, with the answer that it was given. */
import path from 'node:path'
import process from 'node:process'
import { RetraceError } from '../../errors.ts'
import { editFixture, type Entry } from '../../recording/fixture-file.ts'
import { testFileOf } from '../../recording/fixture-folder.ts'
import { titleOf } from '../report/text.ts'
import type { Difference, Found } from '../compare/difference.ts'
import { runnerOf } from '../tests/owner.ts'

export interface AskedNow {
  /** What its test has asked, in its order; null of what has no answer. */
  readonly asked: readonly (Entry | null)[]
  readonly placeholders: readonly string[]
}

interface Edit {
  readonly replace: Map<number, Entry>
  readonly remove: Set<number>
  readonly add: Entry[]
}

/**
 * @returns writes it
 * @throws RetraceError `ACCEPT_UNRECORDED`
 */
export function acceptanceOf(fixture: string, found: readonly Found[], now: AskedNow): () => void {
  const { replace, remove, add } = editOf(fixture, found, now)
  const edit = (entries: readonly Entry[]): Entry[] => {
    const all = entries.flatMap((entry, i) => {
      const other = replace.get(i)
      return remove.has(i) ? [] : [other ? { ...other, connection: entry.connection, at: entry.at } : entry]
    })
    for (const entry of add) all.splice(all.findLastIndex(({ at }) => at <= entry.at) + 1, 0, entry)
    return all
  }
  return () => editFixture(fixture, edit, now.placeholders)
}

function editOf(fixture: string, found: readonly Found[], { asked }: AskedNow): Edit {
  const edit: Edit = { replace: new Map(), remove: new Set(), add: [] }
  for (const its of found) {
    const { kind, subject = {}, times } = its
    const entryOf = (i: number | undefined): Entry => (i === undefined ? null : asked[i]) ?? refuse(fixture, its)
    if (kind === 'missing' && subject.recorded !== undefined) edit.remove.add(subject.recorded)
    else if (kind === 'extra' || kind === 'slower-in-calls')
      edit.add.push(...(subject.asked ?? []).slice(times?.recorded ?? 0).map(entryOf))
    else if (kind === 'reordered' && subject.recorded !== undefined) {
      edit.remove.add(subject.recorded)
      edit.add.push(entryOf(subject.asked?.[0]))
    } else if (kind.startsWith('changed-') && subject.recorded !== undefined)
      edit.replace.set(subject.recorded, entryOf(subject.asked?.[0]))
    else refuse(fixture, its)
  }
  return edit
}

function refuse(fixture: string, its: Difference): never {
  const test = path.relative(process.cwd(), testFileOf(fixture))
  throw new RetraceError('ACCEPT_UNRECORDED', { what: titleOf(its), runner: runnerOf(test), test })
}
