/** Comes by a failure once more, in another replay. */
import type { Debuggee } from './debuggee.ts'
import type { FailureFound } from './failures.ts'
import type { Paused } from './protocol.ts'
import { isException } from './thrown.ts'

/**
 * Replays to the end, or until `atFailure` ends it.
 *
 * @param atFailure - called where it fails
 * @param otherwise - called at every other stop that is no exception
 */
export async function runTo(
  debuggee: Debuggee,
  { kind, stop, event }: FailureFound,
  atFailure: () => Promise<void>,
  otherwise: (paused: Paused) => Promise<void> = async () => {},
): Promise<void> {
  let stops = 0
  if (stop !== null) await debuggee.inspector.send('Debugger.setPauseOnExceptions', { state: 'all' })
  await debuggee.run(async (paused) => {
    if (isException(paused)) return stops++ === stop ? atFailure() : undefined
    if (stop === null) {
      const stopped = await debuggee.stopOf(paused)
      if (stopped?.reason === kind && (await debuggee.moment()).event === event) return atFailure()
    }
    return otherwise(paused)
  })
}
