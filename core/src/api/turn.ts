/** The next turn of the loop, which belongs to no recording: a connection that is given up is closed by then. */
import { OriginalPromise, originalSetImmediate } from '../originals.ts'
import { runOutside } from '../scope/active.ts'

export function nextTurn(): Promise<void> {
  return new OriginalPromise((resolve) => runOutside(() => void originalSetImmediate(resolve)))
}
