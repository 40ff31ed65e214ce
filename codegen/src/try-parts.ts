/**
 * Tries a test with the answers to what its own subject has asked; where that will not do, with all that was asked meanwhile:
 * a client that queues what it is asked may hide who has.
 */
import type { Excerpted } from '@retrace/core/recordings'
import type { Tried } from './prove/tried.ts'

export async function tryParts<T extends Tried>(
  excerptFor: (isOwn: boolean) => Promise<Excerpted>,
  tryWith: (excerpt: Excerpted) => Promise<T>,
): Promise<T> {
  const own = await excerptFor(true)
  const tried = await tryWith(own)
  if (tried.kind === 'written' || !own.isPart) return tried
  const again = await tryWith(await excerptFor(false))
  return again.kind === 'written' ? again : tried
}
