/** Comes by a failure once more, in another replay. */
import { type Debuggee, PROBE_VALUE } from './debuggee.ts'
import type { FailureFound } from './failures.ts'
import type { Paused } from './protocol.ts'
import { isException, isSameThrow, mayBeThrow, Throws } from './thrown.ts'
import { isAboutRequest } from './windows.ts'

/**
 * Replays to the end, or until `atFailure` ends it.
 *
 * @param atFailure - called where it fails
 * @param otherwise - called at every other stop that is no exception
 */
export async function runTo(
  debuggee: Debuggee,
  { kind, by, event, entry }: FailureFound,
  atFailure: (paused: Paused) => Promise<void>,
  otherwise: (paused: Paused) => Promise<void> = async () => {},
): Promise<void> {
  const throws = new Throws()
  const pauseOnThrows = (state: 'all' | 'none'): Promise<unknown> =>
    debuggee.inspector.send('Debugger.setPauseOnExceptions', { state })
  // A request is known by the event that it came with, or was answered with.
  const reason = isAboutRequest({ kind }) ? 'event' : kind
  if (by === null && reason === 'event') await debuggee.stopAt(event)
  const atEntry = entry && (await debuggee.breakAt(entry.url, entry.within.body, `${PROBE_VALUE}.event === ${event}`))
  // A program may throw and catch a thousand times: it is stopped at what it throws only right before the failure.
  if (by !== null && by.event > (await debuggee.moment()).event) await debuggee.stopAt(by.event - 1)
  else if (by !== null) await pauseOnThrows('all')
  await debuggee.run(async (paused) => {
    if (atEntry !== null && paused.hitBreakpoints?.includes(atEntry)) {
      await debuggee.inspector.send('Debugger.removeBreakpoint', { breakpointId: atEntry })
      return atFailure(paused)
    }
    if (isException(paused)) {
      if (by === null || atEntry !== null || !mayBeThrow(paused, by)) return
      if (!isSameThrow(throws.count(paused, await debuggee.moment()), by)) return
      await pauseOnThrows('none')
      return atFailure(paused)
    }
    const stopped = await debuggee.stopOf(paused)
    if (by !== null && stopped?.reason === 'event' && stopped.value.value === by.event - 1)
      return void (await pauseOnThrows('all'))
    if (by === null) {
      if (stopped?.reason === reason && (await debuggee.moment()).event === event) return atFailure(paused)
    }
    return otherwise(paused)
  })
}
