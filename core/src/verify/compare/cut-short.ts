import { type ComparedCase, isUnstarted } from '../case.ts'
import type { Run } from '../host.ts'

/**
 * Whether a run has ended too early for all that it would have done: it has crashed, its time was over, or it is a server that did
 * not start. What is still to come is not known then, and nothing of it is missing.
 */
export function isCutShort(its: ComparedCase, now: Run): boolean {
  return now.error !== null || now.isLate || isUnstarted(its, now)
}
