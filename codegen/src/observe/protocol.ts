/** What is used of the Chrome DevTools Protocol, as V8 speaks it. Lines and columns are from 0. */

export interface Position {
  readonly lineNumber: number
  readonly columnNumber: number
}

export interface Location extends Position {
  readonly scriptId: string
}

export interface RemoteObject {
  readonly type: string
  readonly subtype?: string
  readonly className?: string
  readonly value?: unknown
  readonly unserializableValue?: string
  /** Of an error, its stack. */
  readonly description?: string
  readonly objectId?: string
}

export interface CallFrame {
  readonly callFrameId: string
  readonly functionName: string
  readonly location: Location
  readonly this: RemoteObject
  readonly scopeChain: readonly { readonly type: string; readonly object: RemoteObject }[]
  readonly returnValue?: RemoteObject
}

export interface AsyncFrame extends Location {
  readonly functionName: string
}

export interface StackTrace {
  /** What the frames wait in: `await`, `Promise.then`, `Timeout`. */
  readonly description?: string
  readonly callFrames: readonly AsyncFrame[]
  readonly parent?: StackTrace
}

export interface Paused {
  readonly reason: string
  readonly callFrames: readonly CallFrame[]
  readonly hitBreakpoints?: readonly string[]
  readonly asyncStackTrace?: StackTrace
  /** The error, where one was thrown. */
  readonly data?: RemoteObject
}

export interface ScriptParsed {
  readonly scriptId: string
  readonly url: string
  readonly sourceMapURL?: string
}

export interface PropertyDescriptor {
  readonly name: string
  readonly value?: RemoteObject
}

export interface Properties {
  readonly result: readonly PropertyDescriptor[]
  readonly internalProperties?: readonly PropertyDescriptor[]
  readonly privateProperties?: readonly PropertyDescriptor[]
}

/** As a parameter of a function that is called in the program. */
export function asArgument({ objectId, unserializableValue, value }: RemoteObject): object {
  if (objectId !== undefined) return { objectId }
  return unserializableValue === undefined ? { value } : { unserializableValue }
}
