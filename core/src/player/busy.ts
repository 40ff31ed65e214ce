/** Whether this process has work under way by itself, whatever a recording says. */
import { activeResources } from '../originals.ts'

/** Resources that only wait, or are stand-ins in a replay; all others (a file that is read, a job) come to an end. */
const WAITING = /^(Timeout|Immediate|TCP|Pipe|TTY|Process|TLS|FSEvent|Stat|Signal|MessagePort)/i

/** By what Node calls them, which it does with few names: a replay asks twice for each exchange. */
const known = new Map<string, boolean>()

export function isBusy(): boolean {
  for (const resource of activeResources()) if (!waits(resource)) return true
  return false
}

function waits(resource: string): boolean {
  let its = known.get(resource)
  if (its === undefined) known.set(resource, (its = WAITING.test(resource)))
  return its
}
