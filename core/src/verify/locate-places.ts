/**
 * The one line that a person is shown for what the program did, of all that led to it. A wrapper around a client says little:
 * whatever is asked goes through it.
 */
import { responderOf } from '../lens/index.ts'
import type { Answer, Asked, Outcome, Place, Written } from './behaviour.ts'
import { type CaseRequest, requestName } from './case.ts'
import type { ChangedLines } from './changed-lines.ts'
import type { PlacedDraw } from './draw-plan.ts'
import { placedDraws } from './placed-draws.ts'

export type Located<T> = T & {
  readonly place: Place | null
  /** The line of the other state of the project that it is, or stands for. */
  readonly before: number | null
}

export interface LocatedOutcome extends Omit<Outcome, 'asked' | 'answers' | 'draws' | 'written'> {
  readonly asked: readonly Located<Asked>[]
  readonly answers: readonly (Located<Answer> | null)[]
  readonly draws: readonly PlacedDraw[] | null
  readonly written: readonly Located<Written>[]
}

/** @param changed - the lines that have changed: where one of them leads to it, it is that */
export function locatePlaces(
  { asked, answers, draws, written, ...outcome }: Outcome,
  requests: readonly CaseRequest[],
  changed: Pick<ChangedLines, 'has' | 'before'>,
): LocatedOutcome {
  const calls = new Uses(asked.map((its) => [its.trail, operationOf(its)]))
  const responses = new Uses(answers.map((its, i) => [its?.trail ?? [], pageOf(requests, i)]))
  const files = new Uses(written.map((its) => [its.trail, its.file]))
  const placeOf = (trail: readonly Place[], uses: Uses): Place | null =>
    trail.find((place) => changed.has(place)) ?? trail.find((place) => uses.isOfOne(place)) ?? trail[0] ?? null
  const located = <T>(its: T, place: Place | null): Located<T> => {
    return { ...its, place, before: place && changed.before(place) }
  }
  return {
    ...outcome,
    draws: placedDraws(draws),
    written: written.map((its) => located(its, placeOf(its.trail, files))),
    asked: asked.map((its) => located(its, placeOf(its.trail, calls))),
    answers: answers.map((its) => its && located(its, placeOf(its.trail, responses))),
  }
}

/** For what a line is used. */
class Uses {
  readonly #uses = new Map<string, Set<string>>()

  constructor(all: readonly (readonly [trail: readonly Place[], use: string])[]) {
    for (const [trail, use] of all)
      for (const place of trail) {
        const uses = this.#uses.get(keyOf(place))
        if (uses) uses.add(use)
        else this.#uses.set(keyOf(place), new Set([use]))
      }
  }

  isOfOne(place: Place): boolean {
    return this.#uses.get(keyOf(place))?.size === 1
  }
}

function keyOf({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`
}

function operationOf({ exchange }: Asked): string {
  return `${exchange.protocol} ${responderOf(exchange.protocol).question(exchange).operation}`
}

/** What is requested, but for ids in it and its query. */
function pageOf(requests: readonly CaseRequest[], number: number): string {
  return (requestName(requests, number) ?? '').replace(/\?.*/, '').replaceAll(/\/[^/]*\d[^/]*/g, '/*')
}
