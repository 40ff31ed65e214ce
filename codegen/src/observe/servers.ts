/** Where a program starts its servers. */
import { Debuggee, type Project } from './debuggee.ts'
import type { RemoteObject } from './protocol.ts'
import { framesOf } from './trace.ts'

/** A call of `listen`. */
export interface ListenSeen {
  /** The module that calls it. */
  readonly file: string
  /** The module whose loading led to it; null where that can't be told. */
  readonly start: string | null
}

/** All servers of Node's come to `net.Server.prototype.listen`. */
const LISTEN = "process.getBuiltinModule('node:net').Server.prototype.listen"

/** The calls of `listen` of the user's source, in their order. */
export async function listensOf(project: Project): Promise<ListenSeen[]> {
  const debuggee = await Debuggee.start(project)
  const { inspector, scripts } = debuggee
  const { result } = await inspector.send<{ result: RemoteObject }>('Runtime.evaluate', { expression: LISTEN })
  const { breakpointId } = await inspector.send<{ breakpointId: string }>('Debugger.setBreakpointOnFunctionCall', {
    objectId: result.objectId,
  })
  const seen: ListenSeen[] = []
  await debuggee.run(async (paused) => {
    if (paused.hitBreakpoints?.includes(breakpointId) !== true) return
    const frames = await framesOf(paused, scripts)
    const [first] = frames
    if (!first) return
    const start = frames.find(({ within }) => within === null)?.place.file ?? null
    seen.push({ file: first.place.file, start })
  })
  return seen
}
