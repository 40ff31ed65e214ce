/** Whether this process has work under way by itself, whatever a recording says. */
import { activeResources } from '../originals.ts'

/** Resources that only wait, or are stand-ins in a replay; all others (a file that is read, a job) come to an end. */
const WAITING = /^(Timeout|Immediate|TCP|Pipe|TTY|Process|TLS|FSEvent|Stat|Signal|MessagePort)/i

export function isBusy(): boolean {
  return activeResources().some((resource) => !WAITING.test(resource))
}
