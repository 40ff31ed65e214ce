/** What the outside said to a call: up to the failure, or to its end. */
import { type Excerpted, excerptOf, type Recording } from '@retrace/core/recordings'
import type { CallSeen, Failure } from '../observation.ts'

export function excerptFor(
  { folder }: Recording,
  { began, ended }: CallSeen,
  failure: Failure | null,
): Promise<Excerpted> {
  const seed = began.random === null ? null : Buffer.from(began.random, 'base64')
  return excerptOf(folder, { from: began.event, to: failure?.event ?? ended ?? Infinity, seed })
}
