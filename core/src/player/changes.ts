/** What differs between two values of plain JSON, by path: `$.messages[0].role`. */
import { createHash } from 'node:crypto'
import { itemStep, keyStep } from '../paths.ts'

export interface Change {
  readonly path: string
  /** Undefined where the recording has nothing there. */
  readonly recorded: unknown
  /** Undefined where the program has nothing there. */
  readonly actual: unknown
  /** Whether a property or an item of a list is only there now, or only was there; of an item, that it was in another place. */
  readonly edit?: 'added' | 'removed' | 'moved'
  /** The path that it had when it was recorded, where that was another one. */
  readonly from?: string
}

/** Whether two values that are not the same are taken for it. */
export type IsSame = (recorded: unknown, actual: unknown) => boolean

/** What differs between two lists at a path, by what differs inside of two of their items. */
export type ListChanges = (
  recorded: readonly unknown[],
  actual: readonly unknown[],
  path: string,
  inside: (recorded: unknown, actual: unknown, path: string) => Change[],
) => Change[]

interface ChangesOptions {
  readonly isSame?: IsSame | undefined
  /** How lists are compared, where that is not place by place. */
  readonly lists?: ListChanges
}

export function changes(recorded: unknown, actual: unknown, options: ChangesOptions = {}, path = '$'): Change[] {
  if (Object.is(recorded, actual)) return []
  const inside = (was: unknown, is: unknown, at: string): Change[] => changes(was, is, options, at)
  const { isSame, lists = inPlace } = options
  if (Array.isArray(recorded) && Array.isArray(actual)) return lists(recorded, actual, path, inside)
  if (isRecord(recorded) && isRecord(actual)) {
    const keys = [...new Set([...Object.keys(recorded), ...Object.keys(actual)])]
    return keys.flatMap((key) => {
      const found = inside(recorded[key], actual[key], path + keyStep(key))
      return recorded[key] === undefined || actual[key] === undefined ? found.map(onOneSide) : found
    })
  }
  return isSame?.(recorded, actual) ? [] : [{ path, recorded, actual }]
}

function onOneSide(change: Change): Change {
  return { ...change, edit: change.recorded === undefined ? 'added' : 'removed' }
}

const inPlace: ListChanges = (recorded, actual, path, inside) => {
  const length = Math.max(recorded.length, actual.length)
  return Array.from({ length }, (_, i) => inside(recorded[i], actual[i], path + itemStep(i))).flat()
}

/** Of longer texts, only what they are known by: a body of 100 MB is not copied for being compared. */
const LONG = 64 * 1024

/** The same text for the same value, in whatever order its keys are. */
export function canonical(value: unknown): string {
  if (typeof value === 'string' && value.length > LONG) return `\0${createHash('sha256').update(value).digest('hex')}`
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null'
  const keys = Object.keys(value).filter((key) => value[key] !== undefined)
  return `{${keys
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
    .join(',')}}`
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
