/** The way to where a program stands: its frames, innermost first, across awaits. */
import type { Place } from '../observation.ts'
import type { FunctionFound } from './functions.ts'
import type { Location, Paused } from './protocol.ts'
import type { Scripts } from './scripts.ts'

export interface Frame {
  readonly name: string
  /** Of the script that runs. */
  readonly url: string
  readonly location: Location
  /** In the user's source. */
  readonly place: Place
  /** Null at the top of a module. */
  readonly within: FunctionFound | null
  /** Where that is declared, in the user's source. */
  readonly declared: Place | null
  /** Whether it may wait for the frames before it: it has called them, and there were only promises since. */
  readonly isWaiting: boolean
}

/** Those of the user's source. */
export async function framesOf({ callFrames, asyncStackTrace }: Paused, scripts: Scripts): Promise<Frame[]> {
  const frames: Frame[] = []
  const add = async (name: string, location: Location, isWaiting: boolean): Promise<void> => {
    const place = scripts.placeOf(location)
    if (!place) return
    const within = await scripts.functionAt(location)
    const { scriptId } = location
    const declared = within && scripts.placeOf({ scriptId, ...within.start })
    frames.push({ name, url: scripts.urlOf(scriptId), location, place, isWaiting, within, declared })
  }
  for (const { functionName, location } of callFrames) await add(functionName, location, true)
  let isWaiting = true
  for (let trace = asyncStackTrace; trace; trace = trace.parent) {
    isWaiting &&= /^(?:await$|Promise\.)/.test(trace.description ?? '')
    for (const frame of trace.callFrames) await add(frame.functionName, frame, isWaiting)
  }
  return frames
}
