/** Calls that nothing in the recording could answer: what they lead to is not what the program would do with an answer. */
import type { Asked } from '../behaviour.ts'

export const AFTER_UNANSWERED = 'what follows from a call that has no recorded answer'

/** The requests in which there are some. */
export function unansweredIn(asked: readonly Asked[]): ReadonlySet<number | null> {
  return new Set(asked.flatMap(({ isAnswered, during }) => (isAnswered ? [] : [during])))
}
