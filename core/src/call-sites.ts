/** Who calls, innermost first. */
import { isOwnFile } from './code-folder.ts'

/** Plain frames: to map them to sources would take longer than all the rest. */
export function callSites(limit: number): readonly NodeJS.CallSite[] {
  const { stackTraceLimit, prepareStackTrace } = Error
  Error.stackTraceLimit = limit
  Error.prepareStackTrace = asTheyAre
  const { stack } = new Error() as unknown as { stack: NodeJS.CallSite[] }
  Error.prepareStackTrace = prepareStackTrace
  Error.stackTraceLimit = stackTraceLimit
  return stack
}

/** Always the same one: what stands around it is made once. */
function asTheyAre(_error: Error, frames: NodeJS.CallSite[]): NodeJS.CallSite[] {
  return frames
}

/** Frames that are looked at for who calls. */
const FRAMES = 12

/** What a program sets timers by. */
const TIMERS = /^node:(internal\/)?(timers|abort_controller)/

/** Whether Node itself reads a clock or sets a timer (its `fetch` does), and not the program or its packages. */
export function isCalledByNode(): boolean {
  for (const frame of callSites(FRAMES)) {
    const file = frame.getFileName() ?? ''
    if (!isOwnFile(file) && !TIMERS.test(file)) return file.startsWith('node:')
  }
  return false
}
