/** The way to where a program stands: its frames, innermost first, across awaits. */
import { pathToFileURL } from 'node:url'
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
  const frames: (Frame | null)[] = []
  for (const { functionName, location } of callFrames) frames.push(await frameAt(functionName, location, true, scripts))
  let isWaiting = true
  for (let trace = asyncStackTrace; trace; trace = trace.parent) {
    isWaiting &&= /^(?:await$|Promise\.)/.test(trace.description ?? '')
    for (const frame of trace.callFrames) frames.push(await frameAt(frame.functionName, frame, isWaiting, scripts))
  }
  return frames.filter((frame) => frame !== null)
}

/**
 * So, of the text of a stack: drivers put into it where a query was made, when its answer has come in the context of the
 * connection, from which no way leads there.
 */
export async function framesIn(stack: string, scripts: Scripts): Promise<Frame[]> {
  const frames: (Frame | null)[] = []
  for (const { called, location } of linesIn(stack, scripts))
    frames.push(await frameAt(called, location, true, scripts))
  return frames.filter((frame) => frame !== null)
}

/** The innermost place in the user's source that the text of a stack names. */
export function firstPlaceIn(stack: string, scripts: Scripts): Place | null {
  for (const { location } of linesIn(stack, scripts)) {
    const place = scripts.placeOf(location)
    if (place) return place
  }
  return null
}

function* linesIn(
  stack: string,
  scripts: Scripts,
): Generator<{ readonly called: string; readonly location: Location }> {
  for (const [, name = '', where = '', line, column] of stack.matchAll(/^\s+at (?:(.*) \()?(\S+?):(\d+):(\d+)\)?$/gm)) {
    const scriptId = scripts.idOf(where.startsWith('/') ? pathToFileURL(where).href : where)
    if (scriptId === null) continue
    const location = { scriptId, lineNumber: Number(line) - 1, columnNumber: Number(column) - 1 }
    yield { called: name.replace(/^(?:async|new) /, ''), location }
  }
}

async function frameAt(name: string, location: Location, isWaiting: boolean, scripts: Scripts): Promise<Frame | null> {
  const place = scripts.placeOf(location)
  if (!place) return null
  const within = await scripts.functionAt(location)
  const { scriptId } = location
  const declared = within && scripts.placeOf({ scriptId, ...within.start })
  return { name, url: scripts.urlOf(scriptId), location, place, isWaiting, within, declared }
}
