/** What is known of an error, seen from outside: nothing of the program runs. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isInPackages } from '../in-packages.ts'
import type { ErrorSeen } from '../observation.ts'
import type { Debuggee } from './debuggee.ts'
import type { Properties, RemoteObject, StackTrace } from './protocol.ts'

export async function seeError({ inspector }: Debuggee, error: RemoteObject): Promise<ErrorSeen> {
  const { objectId, description = '' } = error
  if (objectId === undefined || error.type === 'symbol')
    return { class: typeOf(error), message: textOf(error), code: null, isOwn: true, stack: '' }
  // What a driver derives from an error has the error's own.
  const { result } = await inspector.send<Properties>('Runtime.getProperties', { objectId, ownProperties: false })
  const its = (name: string): string | null => {
    const value = result.find((property) => property.name === name)?.value
    return typeof value?.value === 'string' ? value.value : null
  }
  const itsClass = error.className ?? 'Object'
  const stack = its('stack') ?? (error.subtype === 'error' ? description : '')
  return { class: itsClass, message: its('message') ?? '', code: its('code'), isOwn: isOwn(stack, itsClass), stack }
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
export async function lastWithin({ inspector }: Debuggee, { objectId }: RemoteObject): Promise<RemoteObject | null> {
  const ownOf = async (object: string | undefined): Promise<Properties['result']> =>
    object === undefined
      ? []
      : (await inspector.send<Properties>('Runtime.getProperties', { objectId: object, ownProperties: true })).result
  const errors = (await ownOf(objectId)).find(({ name }) => name === 'errors')?.value
  const items = errors?.subtype === 'array' ? await ownOf(errors.objectId) : []
  return items.filter(({ name }) => /^\d+$/.test(name)).at(-1)?.value ?? null
}
