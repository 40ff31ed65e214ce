/** Frames of the stack at a divergence, and whose they are. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isOwnFile } from '../code-folder.ts'

/** One frame, at its position in the file that ran; `position.ts` finds the source. */
export interface Frame {
  /** Path of the file, or a name such as `node:net`; empty where there is none. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
  /** Empty for the top level of a module. */
  readonly name: string
}

/** Whose code a frame is: the program's, a package's, or of no interest (Retrace, Node, generated code). */
export type Owner = 'program' | 'package' | 'hidden'

const MAX_FRAMES = 60
const PACKAGE = /[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/](?!.*[\\/]node_modules[\\/])/

type Prepare = typeof Error.prepareStackTrace

/** The frames of the present stack, innermost first, untouched by what the program does to stack traces. */
export function captureFrames(): Frame[] {
  // As a property, since the program may have defined it so that it can't be assigned.
  const { stackTraceLimit } = Error
  const prepare = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  const holder: { stack?: unknown } = {}
  try {
    Error.stackTraceLimit = MAX_FRAMES
    setPrepare({ value: (_error: Error, sites: NodeJS.CallSite[]) => sites.map(frameOf) })
    Error.captureStackTrace(holder, captureFrames)
    return Array.isArray(holder.stack) ? (holder.stack as Frame[]) : []
  } catch {
    // A program that has frozen `Error`: a report without a place is better than none.
    return []
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    if (prepare) Object.defineProperty(Error, 'prepareStackTrace', prepare)
    else delete (Error as { prepareStackTrace?: Prepare }).prepareStackTrace
  }
}

function setPrepare(property: { value: Prepare }): void {
  Object.defineProperty(Error, 'prepareStackTrace', { ...property, configurable: true, writable: true })
}

/** A frame as plain data. */
export function frameOf(site: NodeJS.CallSite): Frame {
  const named = site.getFileName() ?? ''
  const type = site.isToplevel() ? null : site.getTypeName()
  const fn = site.getFunctionName() ?? site.getMethodName() ?? ''
  const prefix = type && fn !== '' && type !== 'Object' && !fn.startsWith(type) ? `${type}.` : ''
  return {
    file: named.startsWith('file:') ? fileURLToPath(named) : named,
    line: site.getLineNumber() ?? 0,
    column: site.getColumnNumber() ?? 0,
    name: site.isConstructor() ? `new ${fn}` : prefix + fn,
  }
}

/** Whose code runs in a file. */
export function ownerOf(file: string): Owner {
  if (!path.isAbsolute(file) || isOwnFile(file)) return 'hidden'
  return PACKAGE.test(file) ? 'package' : 'program'
}

/** The package that a file belongs to: `pg`, `@scope/name`; empty where it is in none. */
export function packageOf(file: string): string {
  return PACKAGE.exec(file)?.[1]?.replace('\\', '/') ?? ''
}
