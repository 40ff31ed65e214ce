/** Compares with what was accepted, where something was, and not with what was recorded. */
import type { Change } from '../../player/changes.ts'
import { Wildcards } from '../../player/wildcards.ts'
import type { Difference, Kind } from '../compare/difference.ts'
import { type Accepted, acceptedOf } from './accepted.ts'

/** What accepting a difference does to what is accepted already. */
export interface Acceptance {
  readonly add: Accepted | null
  readonly remove: Accepted | null
}

export type Settled = Difference & { readonly acceptance: Acceptance }

export interface Settlement {
  readonly differences: readonly Settled[]
  /** How many differences are as they were accepted. */
  readonly accepted: number
}

/** @param isIgnored - whether a change does not count */
export function settle(
  differences: readonly Difference[],
  accepted: readonly Accepted[],
  isIgnored: (change: Change) => boolean,
): Settlement {
  const open = new Set(accepted)
  const take = (find: (its: Accepted) => boolean): Accepted | null => {
    const found = [...open].find(find) ?? null
    if (found) open.delete(found)
    return found
  }
  const left = differences.filter((its) => take((it) => isAsAccepted(its, it, isIgnored)) === null)
  const settled = left.map((its): Settled => {
    const remove = take((it) => isOfSame(its, it))
    const acceptance = { add: acceptedOf(its), remove }
    return { ...its, changes: remove ? others(remove, its) : its.changes, acceptance }
  })
  return {
    differences: [...settled, ...[...open].map(gone)],
    accepted: differences.length - left.length,
  }
}

function isAsAccepted(its: Difference, it: Accepted, isIgnored: (change: Change) => boolean): boolean {
  if (!isSame(it, it.what, its.what) || its.times?.actual !== it.times?.actual || !isOfSame(its, it)) return false
  return since(it, its).every((change) => isSame(it, change.recorded, change.actual) || isIgnored(change))
}

/** Whether the same thing differs, in whatever way. */
function isOfSame(its: Difference, it: Accepted): boolean {
  const places = ({ changes }: Accepted): string =>
    changes.map(({ path, edit, from }) => [path, edit, from].join(' ')).join('\n')
  return its.kind === it.kind && isSame(it, it.during, its.during) && places(its) === places(it)
}

/** Whether a value is one that was accepted, as far as that is known. */
function isSame({ placeholders }: Accepted, accepted: unknown, value: unknown): boolean {
  return JSON.stringify(accepted) === JSON.stringify(value) || new Wildcards(placeholders).isSame(accepted, value)
}

/** What differs from what was accepted. */
function since(it: Accepted, { changes }: Difference): Change[] {
  return changes.map((change, i) => ({ ...change, recorded: it.changes[i]?.actual }))
}

function others(it: Accepted, its: Difference): Change[] {
  const all = since(it, its)
  const changed = all.filter(({ recorded, actual }) => !isSame(it, recorded, actual))
  return changed.length > 0 ? changed : all
}

const OPPOSITES: Partial<Record<Kind, Kind>> = {
  fixed: 'crashed',
  crashed: 'fixed',
  extra: 'missing',
  missing: 'extra',
}

/** It is again as it was recorded. */
function gone(it: Accepted): Settled {
  const { kind, what, during, changes, times } = it
  return {
    kind: OPPOSITES[kind] ?? kind,
    what,
    during,
    place: null,
    recordedPlace: null,
    changes: changes.map(backward),
    ...(times ? { times: { recorded: times.actual, actual: times.recorded } } : {}),
    acceptance: { add: null, remove: it },
  }
}

const UNDONE = { added: 'removed', removed: 'added', moved: 'moved' } as const

function backward({ path, recorded, actual, edit, from }: Change): Change {
  const places = from === undefined ? { path } : { path: from, from: path }
  return { ...places, recorded: actual, actual: recorded, ...(edit ? { edit: UNDONE[edit] } : {}) }
}
