/** Where a program starts its servers, and what comes of the requests to them. */
import type { Part, Probe, ServedRequest } from '@retrace/core/recordings'
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
  /** Which events are those of each request; null where the replay doesn't come to an exit. */
  readonly parts: ReadonlyMap<ServedRequest, Part> | null
}

export async function servingOf(project: Project, requests: readonly ServedRequest[]): Promise<Serving> {
  const debuggee = await Debuggee.start(project, 'async')
  const { inspector, scripts } = debuggee
  const { result } = await inspector.send<{ result: RemoteObject }>('Runtime.evaluate', { expression: LISTEN })
  const { breakpointId } = await inspector.send<{ breakpointId: string }>('Debugger.setBreakpointOnFunctionCall', {
    objectId: result.objectId,
  })
  const followed = new Map<ServedRequest, RemoteObject>()
  for (const request of requests) followed.set(request, await follow(debuggee, request.came))
  let parts: Map<ServedRequest, Part> | null = null
  const listens: ListenSeen[] = []
  await debuggee.run(async (paused) => {
    if ((await debuggee.stopOf(paused))?.reason === 'exit') {
      parts = new Map()
      for (const [request, its] of followed) parts.set(request, await partOf(debuggee, its))
    }
    if (paused.hitBreakpoints?.includes(breakpointId) !== true) return
    const frames = await framesOf(paused, scripts)
    const [first] = frames
    if (!first) return
    const start = frames.find(({ within }) => within === null)?.place.file ?? null
    listens.push({ file: first.place.file, start })
  })
  return { listens, parts }
}

function follow(debuggee: Debuggee, came: readonly number[]): Promise<RemoteObject> {
  return debuggee.callFor(
    function (this: Pick<Probe, 'followTurns'>, ...events: number[]) {
      return this.followTurns(events)
    },
    came.map((value) => ({ type: 'number', value })),
  )
}
