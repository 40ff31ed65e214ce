/**
 * Reduces a fixture level by level, from exchanges down to members of bodies: hierarchical delta debugging (Misherghi
 * and Su, 'HDD: Hierarchical Delta Debugging', 2006). Then texts and numbers become simpler, and all begins again, until
 * nothing can be left out any more.
 */
import { ddmin } from './ddmin.ts'
import { type Part, partsOf, type Scalar, scalarsOf } from './parts.ts'
import { simplest, simplified } from './texts.ts'
import { without, withValues } from './tree.ts'
import type { Trials } from './trials.ts'

/** @throws Stopped */
export async function reduce(trials: Trials): Promise<void> {
  for (let isAgain = false, before = null; before !== trials.least; isAgain = true) {
    before = trials.least
    await reduceParts(trials, isAgain)
    await reduceScalars(trials, isAgain)
  }
}

async function reduceParts(trials: Trials, isFine: boolean): Promise<void> {
  for (let depth = 1; ; depth++) {
    const base = trials.least
    const parts = partsOf(base)
    if (parts.every((part) => part.depth < depth)) return
    const level = parts.filter((part) => part.depth === depth)
    const lacking = (kept: readonly Part[]): typeof base => {
      const its = new Set(kept)
      const gone = level.filter((part) => !its.has(part))
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
