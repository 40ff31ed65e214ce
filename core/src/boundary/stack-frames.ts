/**
 * Keeps Retrace out of stack traces: its own frames, and what lies below the frame by which it calls the program, which
 * in replay is another way in than it was. So a stack that the program prints is the same in replay.
 */
import type { Boundary } from './boundary.ts'
import { isOwnFile } from '../code-folder.ts'

const ENTRIES = /(^|\.)(#turn|fired|enter)$/
const SCOPES = /runInAsyncScope$/

type Prepare = (error: Error, frames: NodeJS.CallSite[]) => unknown

/** The frames that the program may see. */
export function visibleFrames(frames: readonly NodeJS.CallSite[]): NodeJS.CallSite[] {
  const visible: NodeJS.CallSite[] = []
  for (const frame of frames) {
    if (isScope(frame)) continue
    if (!isOwn(frame)) {
      visible.push(frame)
      continue
    }
    if (ENTRIES.test(frame.getFunctionName() ?? '')) break
  }
  return visible
}

/** Node's half of entering a `Scope` (`gate/scope.ts`). Its other half may lie beyond the limit of a stack. */
function isScope(frame: NodeJS.CallSite): boolean {
  return SCOPES.test(frame.getFunctionName() ?? '') && frame.getTypeName() === 'RetraceScope'
}

function isOwn(frame: NodeJS.CallSite): boolean {
  const name = frame.getFileName()
  return typeof name === 'string' && isOwnFile(name)
}

export const stackFrames: Boundary = {
  name: 'stack-frames',
  install({ patches, realm }) {
    patches.method(
      'stack-frames',
      realm.Error as unknown as { prepareStackTrace: Prepare },
      'prepareStackTrace',
      ((original: Prepare): Prepare =>
        function prepareStackTrace(this: unknown, error, frames) {
          return Reflect.apply(original, this, [error, visibleFrames(frames)])
        }) as never,
    )
  },
}
