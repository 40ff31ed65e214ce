/**
 * Keeps Retrace out of stack traces: its own frames, what lies below the frame by which it calls the program, and Node's
 * loop below a microtask, since the way in is another in replay. So a stack that the program prints is the same in
 * replay.
 */
import type { Boundary } from './boundary.ts'
import { isOwnFile } from '../code-folder.ts'
import { OriginalWeakMap } from '../originals.ts'
import { disguise } from './patches.ts'

const ENTRIES = /(^|\.)(#turn|fired|enter)$/
const SCOPES = /runInAsyncScope$/
const LOOP = /^node:internal\/(?:process\/task_queues|timers)$/
/** V8 keeps the innermost frames only: so many more, in whose place others are hidden. */
const HIDDEN = 16

/** As V8 has it; the types don't. */
interface AsyncCallSite extends NodeJS.CallSite {
  isAsync(): boolean
}

type Prepare = (error: Error, frames: NodeJS.CallSite[]) => unknown

/** The frames that the program may see. */
export function visibleFrames(frames: readonly NodeJS.CallSite[]): NodeJS.CallSite[] {
  const visible: NodeJS.CallSite[] = []
  for (const frame of frames) {
    if (isScope(frame) || isLoop(frame)) continue
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

/** Ticks, microtasks and timers, as far as they are no function's own doing. */
function isLoop(frame: NodeJS.CallSite): boolean {
  return LOOP.test(frame.getFileName() ?? '') && !(frame as AsyncCallSite).isAsync()
}

function isOwn(frame: NodeJS.CallSite): boolean {
  const name = frame.getFileName()
  return typeof name === 'string' && isOwnFile(name)
}

export const stackFrames: Boundary = {
  name: 'stack-frames',
  install({ patches, realm }) {
    const { Error } = realm
    const limit = Error.stackTraceLimit
    const raised = limit + HIDDEN
    // Not by assignment, which fails where it has been frozen. Programs read it to put it back, and little else.
    if (limit > 0) Reflect.set(Error, 'stackTraceLimit', raised)
    const filters = new OriginalWeakMap<Prepare, Prepare>()
    const filter = (prepare: unknown): unknown => {
      if (typeof prepare !== 'function') return prepare
      const known = filters.get(prepare as Prepare)
      if (known) return known
      const filtered: Prepare = function prepareStackTrace(this: unknown, error, frames) {
        const visible = visibleFrames(frames)
        // A program that wants more, or fewer, has set its own limit.
        const isOurs = Error.stackTraceLimit === raised && frames.length <= raised
        return Reflect.apply(prepare as Prepare, this, [error, isOurs ? visible.slice(0, limit) : visible])
      }
      disguise(filtered, prepare)
      filters.set(prepare as Prepare, filtered)
      // What a program puts back is what it has read.
      filters.set(filtered, filtered)
      return filtered
    }
    // Programs put functions of their own there, which look at the frames themselves.
    let current = filter(Error.prepareStackTrace)
    patches.property('stack-frames', Error, 'prepareStackTrace', {
      get: () => current,
      set(prepare: unknown) {
        current = filter(prepare)
      },
    })
  },
}
