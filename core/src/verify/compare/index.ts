/** What a program does otherwise than it did when it was recorded. */
import { lazy } from '../../lazy.ts'
import { settle } from '../accept/settle.ts'
import { isServer, type ComparedCase } from '../case.ts'
import type { Run } from '../host.ts'
import { callDifferences } from './call-differences.ts'
import { actualCalls, pairCalls, type Pairs, recordedCalls } from './calls.ts'
import type { Comparison, Difference } from './difference.ts'
import { endingDifferences } from './endings.ts'
import { fileDifferences } from './files.ts'
import { sameness } from './grouped.ts'
import { knownIds } from './known-ids.ts'
import { Noise } from './noise.ts'
import { outputDifferences } from './output.ts'
import { responseDifferences } from './responses.ts'
import { withCauses } from './unanswered.ts'
import type { Rules } from '../rules/rules.ts'

/**
 * @param before - a run of the recorded code, which tells the lines that it asked from; what that does otherwise too is not the
 * doing of what has changed
 */
export function compare(its: ComparedCase, now: Run, before: Run | null, rules: Rules): Comparison {
  const known = lazy(() => knownIds(its))
  const newNoise = (): Noise => new Noise(windowOf(its), known, its.matching)
  const noise = newNoise()
  const found = differencesOf(its, now, before, noise)
  for (const how of its.unsent) noise.take('what can not be sent again', how)
  if (before === null) return settled(its, found, noise, rules)
  const own = new Set(differencesOf(its, before, before, newNoise()).map(sameness))
  const counted = found.filter((difference) => !own.has(sameness(difference)))
  const others = found.filter((difference) => own.has(sameness(difference)))
  for (const { kind, what } of others) noise.take('what the recorded code does otherwise too', `${kind} ${what}`)
  return settled(its, counted, noise, rules)
}

function settled(
  { accepted: known }: ComparedCase,
  found: readonly Difference[],
  noise: Noise,
  rules: Rules,
): Comparison {
  const settlement = settle(found, known, noise.isIgnored)
  const differences = settlement.differences.flatMap((difference) => {
    const counted = rules.counted(difference)
    if (counted === null) noise.take('what the configuration names', `${difference.kind} ${difference.what}`)
    return counted ?? []
  })
  return { ...settlement, differences, ignored: noise.ignored }
}

function differencesOf(its: ComparedCase, now: Run, before: Run | null, noise: Noise): Difference[] {
  const effects = [...endingDifferences(its, now), ...responseDifferences(its, now, before, noise)]
  const calls = callDifferences(its, now, recordedCalls(its, before, noise.isIgnored), noise)
  const files = fileDifferences(its, now, before, noise)
  return [
    ...withCauses(effects, calls, now.asked, noise),
    ...files,
    ...(isServer(its) ? [] : outputDifferences(its, now, noise)),
  ]
}

/** Which of the calls that it makes now is which of those that it made when it was recorded. */
export function pairsOf(its: ComparedCase, now: Run, before: Run | null): Pairs {
  const { isIgnored } = new Noise(
    windowOf(its),
    lazy(() => knownIds(its)),
    its.matching,
  )
  return pairCalls(recordedCalls(its, before, isIgnored), actualCalls(now.asked, its.matching), isIgnored)
}

function windowOf({ began, manifest }: ComparedCase): { from: number; to: number } {
  return { from: began, to: began + (manifest.durationMs ?? 0) }
}
