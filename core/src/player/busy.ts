/** Whether this process has work under way by itself, whatever a recording says. */
import { activeResources } from '../originals.ts'

/** Resources that only wait, or are stand-ins in a replay; all others (a file that is read, a job) come to an end. */
const WAITING = /^(Timeout|Immediate|TCP|Pipe|TTY|Process|TLS|FSEvent|Stat|Signal|MessagePort)/i

/** By the kind of a resource, of which there are few. */
const waiting = new Map<string, boolean>()

export function isBusy(): boolean {
  for (const resource of activeResources()) if (!waits(resource)) return true
  return false
}

function waits(resource: string): boolean {
  const known = waiting.get(resource)
  if (known !== undefined) return known
  const its = WAITING.test(resource)
  waiting.set(resource, its)
  return its
}
