/** Whether a test of a request fails for the reason that was recorded. */
import type { Failure, RequestSeen } from '../observation.ts'
import { differenceFrom, differenceIn, whyNotFailed } from './compare.ts'
import type { Outcome } from './outcome.ts'

/**
 * What is otherwise, in words; null where nothing is.
 *
 * @param isAlone - whether no other request was under way: what was thrown meanwhile was thrown for this one
 */
export function differenceOfRequest(
  outcome: Outcome,
  { status }: Pick<RequestSeen, 'status'>,
  failure: Pick<Failure, 'error' | 'at' | 'madeAt'>,
  isAlone: boolean,
): string | null {
  const { error } = failure
  if (status === null && error) return differenceIn(outcome, failure)
  if (outcome.kind !== 'failed') return whyNotFailed(outcome)
  const { message, cause } = outcome.error
  const isSame =
    status === null
      ? /\btimed out|timeout\b/i.test(message)
      : new RegExp(`expected ${status} to be less than|Received: +${status}$`, 'm').test(message)
  if (!isSame) return `it fails with ${outcome.error.name}: ${message}`
  // What is thrown and is no error isn't seen in a test.
  if (!isAlone || !error || error.stack === '') return null
  if (!cause) return `it is answered with ${status}, but without an error on the way: ${error.class} was recorded`
  // What the server has caught; where that stands in the text that ran is of no matter.
  const otherwise = differenceFrom(error, null, { kind: 'failed', error: cause })
  return otherwise === null ? null : `it is answered with ${status} for another reason: ${otherwise}`
}
