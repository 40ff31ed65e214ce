/** Compares with what was accepted, where something was, and not with what was recorded. */
import type { Change } from '../../player/changes.ts'
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
    return { ...its, changes: remove ? since(remove, its) : its.changes, acceptance }
  })
  return {
    differences: [...settled, ...[...open].map(gone)],
    accepted: differences.length - left.length,
  }
}

function isAsAccepted(its: Difference, it: Accepted, isIgnored: (change: Change) => boolean): boolean {
  if (its.what !== it.what || its.times?.actual !== it.times?.actual || !isOfSame(its, it)) return false
  return since(it, its).every(({ recorded, actual, path }) => {
    return JSON.stringify(recorded) === JSON.stringify(actual) || isIgnored({ path, recorded, actual })
  })
}

/** Whether the same thing differs, in whatever way. */
function isOfSame(its: Difference, it: Accepted): boolean {
  const places = ({ changes }: Accepted): string =>
    changes.map(({ path, edit, from }) => [path, edit, from].join(' ')).join('\n')
  return its.kind === it.kind && its.during === it.during && places(its) === places(it)
}

/** What differs from what was accepted. */
function since(it: Accepted, { changes }: Difference): Change[] {
  return changes.map((change, i) => ({ ...change, recorded: it.changes[i]?.actual }))
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
