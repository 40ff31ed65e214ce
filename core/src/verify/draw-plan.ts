/**
 * Which random value belongs to which place of code that has changed. A tape says what was drawn, and not where: a draw that a
 * change adds takes the value of the next one, and all that follow are shifted. So the recorded code is run, which draws each
 * value where it was drawn; its places are found again in the changed code; and what is drawn elsewhere gets values of its own.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Draw, Place } from './behaviour.ts'
import type { DrawPlan } from './case.ts'
import { aligned } from './compare/aligned.ts'
import { groupBy } from './compare/calls.ts'
import { comparedLists } from './compare/hunks.ts'
import type { Drawn } from '../scope/draws.ts'

/** With the texts of the lines that lead to it. */
export interface PlacedDraw extends Draw {
  readonly lines: readonly string[]
}

/**
 * @param now - what the changed code has drawn
 * @param before - what the recorded code has
 * @returns null where all is drawn at the same places, or it is not known where
 */
export function drawPlan(now: readonly PlacedDraw[] | null, before: readonly PlacedDraw[] | null): DrawPlan | null {
  if (!now || !before) return null
  const was = groupBy(before, sequenceOf)
  const pairs = new Map(
    [...groupBy(now, sequenceOf)].flatMap(([sequence, draws]) => [...pairsOf(was.get(sequence) ?? [], draws)]),
  )
  if ([...pairs].every(([its, other]) => isDeepStrictEqual(its.drawn, other.drawn))) return null
  const plan: Record<string, Drawn[]> = {}
  for (const draw of now) (plan[draw.key] ??= []).push(pairs.get(draw)?.drawn ?? null)
  return plan
}

/** What is drawn one after another, whatever else is under way. */
function sequenceOf({ name, during }: PlacedDraw): string {
  return `${name} ${during}`
}

/** By what is drawn now, what it was. */
function pairsOf(recorded: readonly PlacedDraw[], now: readonly PlacedDraw[]): ReadonlyMap<PlacedDraw, PlacedDraw> {
  const compared = comparedLists(recorded, now, (was, is) => otherness(was, is) === 0)
  const rest = compared?.hunks.flatMap(({ gone, come }) => [...aligned(gone, come, otherness, () => ALONE)])
  return new Map([...(compared?.same ?? []), ...(rest ?? [])])
}

/** A little less than half of what a place that is another one costs: such are no pair where there is another way. */
const ALONE = 1.4

/** From 0, the same place, to 3 and a little, another one; moved, it has the same text, and changed, the same name. */
function otherness(was: PlacedDraw, is: PlacedDraw): number {
  const [[a, ...as], [b, ...bs]] = [was.lines, is.lines]
  const at = a === b ? 0 : isNamed(was.trail[0]) && was.trail[0]?.name === is.trail[0]?.name ? 1 : 3
  const others = Math.max(as.length, bs.length)
  return at + OUTER * Array.from({ length: others }).filter((_, i) => as[i] !== bs[i]).length
}

/** Of a line that leads there. */
const OUTER = 0.1

function isNamed(place: Place | undefined): boolean {
  return place !== undefined && place.name !== ''
}
