/** What is known of an error, seen from outside: nothing of the program runs. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isInPackages } from '../in-packages.ts'
import type { Cause, ErrorSeen } from '../observation.ts'
import type { Debuggee } from './debuggee.ts'
import type { Properties, RemoteObject, StackTrace } from './protocol.ts'
import { framesIn } from './trace.ts'

export async function seeError(debuggee: Debuggee, error: RemoteObject): Promise<ErrorSeen> {
  return (await seeWithCauses(debuggee, error)).error
}

/** So, with what an error names as its cause. */
interface SeenWithCauses {
  readonly error: ErrorSeen
  /** `cause`, and the `errors` that it stands for. */
  readonly causes: readonly RemoteObject[]
}

async function seeWithCauses(debuggee: Debuggee, error: RemoteObject): Promise<SeenWithCauses> {
  const { objectId, description = '' } = error
  if (objectId === undefined || error.type === 'symbol')
    return { error: { class: typeOf(error), message: textOf(error), code: null, isOwn: true, stack: '' }, causes: [] }
  // What a driver derives from an error has the error's own.
  const { result } = await debuggee.inspector.send<Properties>('Runtime.getProperties', {
    objectId,
    ownProperties: false,
  })
  const valueOf = (name: string): RemoteObject | undefined => result.find((property) => property.name === name)?.value
  const its = (name: string): string | null => {
    const text = valueOf(name)?.value
    return typeof text === 'string' ? text : null
  }
  const itsClass = error.className ?? 'Object'
  const stack = its('stack') ?? (error.subtype === 'error' ? description : '')
  const seen = {
    class: itsClass,
    message: its('message') ?? '',
    code: its('code'),
    isOwn: isOwn(stack, itsClass),
    stack,
  }
  const cause = valueOf('cause')
  return {
    error: seen,
    causes: [...(cause?.subtype === 'error' ? [cause] : []), ...(await itemsOf(debuggee, valueOf('errors')))],
  }
}

/** So many of the errors that are within one another are looked at. */
const DEEP = 20

/** What is known of an error, and of those that it came of: the nearest first. */
export async function seeAll(debuggee: Debuggee, error: RemoteObject): Promise<{ error: ErrorSeen; causes: Cause[] }> {
  const { error: seen, causes: first } = await seeWithCauses(debuggee, error)
  const waiting = [...first]
  const causes: Cause[] = []
  for (let next = waiting.shift(); next && causes.length < DEEP; next = waiting.shift()) {
    const its = await seeWithCauses(debuggee, next)
    const [frame] = await framesIn(its.error.stack, debuggee.scripts)
    causes.push({ error: its.error, at: frame?.place ?? null })
    waiting.push(...its.causes)
  }
  return { error: seen, causes }
}

function typeOf({ type, subtype }: RemoteObject): string {
  return subtype === 'null' ? 'null' : type
}

/** Of what is no object: a text itself, and else what source has. */
function textOf({ type, value, unserializableValue, description = '' }: RemoteObject): string {
  if (type === 'symbol') return description
  return unserializableValue ?? String(value)
}

/** Whether the user's code made it: at the first place of its stack stands `new ItsClass`, and not what has failed. */
function isOwn(stack: string, itsClass: string): boolean {
  const lines = stack.split('\n')
  const top = lines.find((line) => /^\s+at /.test(line))
  const place = /\(?((?:file:\/\/)?\/[^()]*?):(\d+):(\d+)\)?$/.exec(top ?? '')
  if (place === null) return false
  const [, url, line, column] = place as unknown as [string, string, string, string]
  const file = url.startsWith('file:') ? fileURLToPath(url) : url
  if (isInPackages(file)) return false
  const text = lineOf(file, Number(line)).slice(Number(column) - 1)
  const [, made] = /^(?:new\s+)?([\w$.]+)\s*[(;]?/.exec(text) ?? []
  return made === 'super' || made?.split('.').at(-1) === itsClass
}

function lineOf(file: string, line: number): string {
  try {
    return readFileSync(file, 'utf8').split('\n')[line - 1] ?? ''
  } catch {
    return ''
  }
}

/** Of the packages' files the innermost in a stack, from `node_modules` on; null where there is none. */
export function packageFileIn(stack: string): string | null {
  return /[\\/](node_modules[\\/][^()\s]+?:\d+)(?::\d+)?\)?$/m.exec(stack)?.[1] ?? null
}

/** The stack with which an error was made. */
export async function stackOf(
  { inspector }: Debuggee,
  { objectId, subtype }: RemoteObject,
): Promise<StackTrace | null> {
  if (subtype !== 'error') return null
  const { exceptionDetails } = await inspector.send<{ exceptionDetails?: { stackTrace?: StackTrace } }>(
    'Runtime.getExceptionDetails',
    { errorObjectId: objectId },
  )
  return exceptionDetails?.stackTrace ?? null
}

/** The last of the errors that an error stands for, as `AggregateError` does. */
export async function lastWithin(debuggee: Debuggee, error: RemoteObject): Promise<RemoteObject | null> {
  const errors = (await ownOf(debuggee, error)).find(({ name }) => name === 'errors')?.value
  return (await itemsOf(debuggee, errors)).at(-1) ?? null
}

async function itemsOf(debuggee: Debuggee, array: RemoteObject | undefined): Promise<RemoteObject[]> {
  if (array?.subtype !== 'array') return []
  return (await ownOf(debuggee, array)).flatMap(({ name, value }) => (/^\d+$/.test(name) && value ? [value] : []))
}

async function ownOf({ inspector }: Debuggee, { objectId }: RemoteObject): Promise<Properties['result']> {
  if (objectId === undefined) return []
  return (await inspector.send<Properties>('Runtime.getProperties', { objectId, ownProperties: true })).result
}
