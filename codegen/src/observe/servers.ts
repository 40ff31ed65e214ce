/** Where a program starts its servers, and what comes of a request to one. */
import type { Part, Probe } from '@retrace/core/recordings'
import { Debuggee, type Project } from './debuggee.ts'
import type { RemoteObject } from './protocol.ts'
import { partOf } from './part.ts'
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

export interface Serving {
  /** The calls of `listen` of the user's source, in their order. */
  readonly listens: readonly ListenSeen[]
  /** Which events are those of a request; null where the replay doesn't come to an exit. */
  readonly part: Part | null
}

/** @param came - the events with which the request came */
export async function servingOf(project: Project, came: readonly number[]): Promise<Serving> {
  const debuggee = await Debuggee.start(project, 'async')
  const { inspector, scripts } = debuggee
  const { result } = await inspector.send<{ result: RemoteObject }>('Runtime.evaluate', { expression: LISTEN })
  const { breakpointId } = await inspector.send<{ breakpointId: string }>('Debugger.setBreakpointOnFunctionCall', {
    objectId: result.objectId,
  })
  const followed = await debuggee.callFor(
    function (this: Pick<Probe, 'followTurns'>, ...events: number[]) {
      return this.followTurns(events)
    },
    came.map((value) => ({ type: 'number', value })),
  )
  let part: Part | null = null
  const listens: ListenSeen[] = []
  await debuggee.run(async (paused) => {
    if ((await debuggee.stopOf(paused))?.reason === 'exit') part = await partOf(debuggee, followed)
    if (paused.hitBreakpoints?.includes(breakpointId) !== true) return
    const frames = await framesOf(paused, scripts)
    const [first] = frames
    if (!first) return
    const start = frames.find(({ within }) => within === null)?.place.file ?? null
    listens.push({ file: first.place.file, start })
  })
  return { listens, part }
}
