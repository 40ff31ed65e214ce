/**
 * Reduces a fixture level by level, from exchanges down to members of bodies: hierarchical delta debugging (Misherghi
 * and Su, 'HDD: Hierarchical Delta Debugging', 2006). Then texts and numbers become simpler, and all begins again, until
 * nothing can be left out any more.
 */
import type { FixtureJson } from '@retrace/core/recordings'
import { ddmin } from './ddmin.ts'
import { type Part, partsOf, type Scalar, scalarsOf } from './parts.ts'
import { simplest, simplified } from './texts.ts'
import { without, withValues } from './tree.ts'
import type { Trials } from './trials.ts'

/**
 * To the least from which the test fails so.
 *
 * @throws Stopped
 */
export async function reduce(trials: Trials): Promise<void> {
  for (let isAgain = false, before = null; before !== trials.least; isAgain = true) {
    before = trials.least
    await reduceParts(trials, isAgain)
    await reduceScalars(trials, isAgain)
  }
}

/**
 * To what has all that mended code might read: exchanges, their members and columns stay. Lists and rows that the failing
 * test reads become shorter, and one of each stays; what the test does not come to is left whole.
 *
 * @throws Stopped
 */
export async function reduceLists(trials: Trials): Promise<void> {
  const { exchanges } = trials.least
  const all = exchanges.map((_, i) => i)
  const having = (kept: readonly number[]): FixtureJson => ({
    ...trials.least,
    exchanges: exchanges.filter((_, i) => kept.includes(i)),
  })
  const read = await ddmin(all, (kept, ahead) => trials.wouldHold(having(kept), (count) => ahead(count).map(having)))
  const isRead = new Set<unknown>(read)
  const mayGo = ({ isOfMany, paths: [path] }: Part): boolean => isOfMany && isRead.has(path?.[1])
  for (let isAgain = false, before = null; before !== trials.least; isAgain = true) {
    before = trials.least
    await reduceParts(trials, isAgain, mayGo, butFirsts)
  }
}

/** Without those that would be the last of their list to go. */
function butFirsts(gone: readonly Part[], level: readonly Part[]): Part[] {
  const left = new Set(level.filter((part) => !gone.includes(part)).map(listOf))
  return gone.filter((part, i) => left.has(listOf(part)) || gone.findIndex((it) => listOf(it) === listOf(part)) !== i)
}

/** The same for all items of one. */
function listOf({ paths: [path = []] }: Part): string {
  return JSON.stringify(path.slice(0, -1).map(String))
}

async function reduceParts(
  trials: Trials,
  isFine: boolean,
  mayGo: (part: Part) => boolean = () => true,
  butSome: (gone: readonly Part[], level: readonly Part[]) => readonly Part[] = (gone) => gone,
): Promise<void> {
  for (let depth = 1; ; depth++) {
    const base = trials.least
    const parts = partsOf(base).filter(mayGo)
    if (parts.every((part) => part.depth < depth)) return
    const level = parts.filter((part) => part.depth === depth)
    const lacking = (kept: readonly Part[]): typeof base => {
      const its = new Set(kept)
      const gone = butSome(
        level.filter((part) => !its.has(part)),
        level,
      )
      return without(
        base,
        gone.flatMap(({ paths }) => paths),
      )
    }
    await ddmin(level, (kept, ahead) => trials.holds(lacking(kept), (count) => ahead(count).map(lacking)), isFine)
  }
}

async function reduceScalars(trials: Trials, isFine: boolean): Promise<void> {
  const base = trials.least
  const scalars = scalarsOf(base).filter((it) => it.value !== simplest(it))
  const simpler = (kept: readonly Scalar[]): typeof base => {
    const its = new Set(kept)
    const gone = scalars.filter((scalar) => !its.has(scalar))
    return withValues(
      base,
      gone.map((scalar) => [scalar.path, simplest(scalar)]),
    )
  }
  const needed = await ddmin(
    scalars,
    (kept, ahead) => trials.holds(simpler(kept), (count) => ahead(count).map(simpler)),
    isFine,
  )
  for (const scalar of needed) {
    const its = (value: string | number): typeof base => withValues(trials.least, [[scalar.path, value]])
    await simplified(scalar, (value, ahead) => trials.holds(its(value), (count) => ahead(count).map(its)), isFine)
  }
}
