/** Calls that nothing in the recording could answer: what they lead to is not what the program would do with an answer. */
import type { Asked } from '../behaviour.ts'
import type { Difference } from './difference.ts'
import type { Noise } from './noise.ts'

export const AFTER_UNANSWERED = 'what follows from a call that has no recorded answer'

/** The requests in which there are some. */
export function unansweredIn(asked: readonly Asked[]): ReadonlySet<number | null> {
  return new Set(asked.flatMap(({ isAnswered, during }) => (isAnswered ? [] : [during])))
}

/**
 * Tells a crash, and another response, with the call that has led to it, and not beside it.
 *
 * @param effects - what may follow from others
 * @param calls - what is asked otherwise
 */
export function withCauses(
  effects: readonly Difference[],
  calls: readonly Difference[],
  asked: readonly Asked[],
  noise: Noise,
): Difference[] {
  const unanswered = unansweredIn(asked)
  const led = new Map<Difference, Difference[]>()
  const left = effects.filter((effect) => {
    const { request = null } = effect.subject ?? {}
    if (!unanswered.has(request)) return true
    const cause = causeOf(request, calls, asked)
    if (cause) led.set(cause, [...(led.get(cause) ?? []), effect])
    else if (effect.kind === 'crashed' && effect.subject?.process) return true
    else noise.take(AFTER_UNANSWERED, effect.what)
    return false
  })
  const consequences = (its: Difference): Pick<Difference, 'leadsTo'> => {
    const leadsTo = led.get(its)?.map(({ kind, what, place }) => ({ kind, what, place }))
    return leadsTo ? { leadsTo } : {}
  }
  return [...left, ...calls.map((its) => ({ ...its, ...consequences(its) }))]
}

/** The last one for a request. */
function causeOf(
  request: number | null,
  calls: readonly Difference[],
  asked: readonly Asked[],
): Difference | undefined {
  return calls.findLast(({ subject }) =>
    subject?.asked?.some((number) => asked[number]?.during === request && !asked[number].isAnswered),
  )
}
