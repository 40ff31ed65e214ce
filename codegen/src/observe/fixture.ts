/** What the outside said to a call: until the failure is over, or to its end. */
import { type Excerpted, excerptOf, type Recording } from '@retrace/core/recordings'
import type { CallSeen, Failure } from '../observation.ts'

/** @param isOwn - only what was said to the call itself, and not to others at the same time */
export function excerptFor(
  { folder }: Recording,
  { began, ended, part }: CallSeen,
  failure: Failure | null,
  isOwn: boolean = true,
): Promise<Excerpted> {
  const seed = began.random === null ? null : Buffer.from(began.random, 'base64')
  return excerptOf(folder, {
    from: began.event,
    to: failure?.until ?? ended ?? Infinity,
    seed,
    part: isOwn ? part : null,
  })
}
