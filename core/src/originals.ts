/**
 * Node's own functions, taken once, before any boundary is patched. The engine calls only these, so that neither
 * its own patches nor a program's fake timers reach it. The one file that may touch ambient globals.
 */
import fs from 'node:fs'
import inspector from 'node:inspector'
import { performance } from 'node:perf_hooks'
import tty from 'node:tty'
import { AsyncResource } from 'node:async_hooks'

type Fs = Pick<
  typeof fs,
  | 'openSync'
  | 'closeSync'
  | 'writeSync'
  | 'writevSync'
  | 'readSync'
  | 'readFileSync'
  | 'writeFileSync'
  | 'mkdirSync'
  | 'existsSync'
  | 'statSync'
  | 'fstatSync'
  | 'readdirSync'
  | 'realpathSync'
  | 'copyFileSync'
  | 'renameSync'
  | 'rmSync'
  | 'symlinkSync'
  | 'chmodSync'
  | 'readlinkSync'
  | 'lstatSync'
  | 'unlinkSync'
  | 'appendFileSync'
  | 'statfsSync'
>

/** The `fs` functions that the engine itself uses. */
export const originalFs: Fs = { ...fs }

export const OriginalDate: DateConstructor = globalThis.Date
export const originalNow: () => number = globalThis.Date.now
/** Milliseconds since the process started, unpatched. */
export const elapsed: () => number = performance.now.bind(performance)
export const originalSetImmediate: typeof globalThis.setImmediate = globalThis.setImmediate
export const originalSetTimeout: typeof globalThis.setTimeout = globalThis.setTimeout
export const originalClearTimeout: typeof globalThis.clearTimeout = globalThis.clearTimeout
export const OriginalWeakSet: WeakSetConstructor = globalThis.WeakSet
export const OriginalWeakMap: WeakMapConstructor = globalThis.WeakMap
export const OriginalPromise: PromiseConstructor = globalThis.Promise
export const originalThen: typeof Promise.prototype.then = globalThis.Promise.prototype.then
export const OriginalAsyncResource: typeof AsyncResource = AsyncResource
export const exitNow: (code: number) => never = (
  process as unknown as { reallyExit(code: number): never }
).reallyExit.bind(process)
export const originalEnv: NodeJS.ProcessEnv = process.env
export const originalNextTick: typeof process.nextTick = process.nextTick.bind(process)
export const originalClearImmediate: typeof globalThis.clearImmediate = globalThis.clearImmediate
export const originalQueueMicrotask: typeof globalThis.queueMicrotask = globalThis.queueMicrotask
export const activeResources: () => string[] = process.getActiveResourcesInfo.bind(process)
export const originalCwd: () => string = process.cwd
export const isTerminal: (descriptor: number) => boolean = tty.isatty

/** Writes a whole text to a descriptor, waiting where its reader is slow; what nobody can read is let go. */
export function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length;) {
    try {
      at += originalFs.writeSync(descriptor, bytes, at)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return
    }
  }
}

const { connect } = inspector.Session.prototype

/** Connects a session of Retrace's own to the inspector of this thread. */
export function connectInspector(session: inspector.Session): void {
  Reflect.apply(connect, session, [])
}
