/** What differs between two values of plain JSON, by path: `$.messages[0].role`. */
import { createHash } from 'node:crypto'
import { itemStep, keyStep } from '../paths.ts'

export interface Change {
  readonly path: string
  /** Undefined where the recording has nothing there. */
  readonly recorded: unknown
  /** Undefined where the program has nothing there. */
  readonly actual: unknown
}

/** Whether two values that are not the same are taken for it. */
export type IsSame = (recorded: unknown, actual: unknown) => boolean

const never: IsSame = () => false

export function changes(recorded: unknown, actual: unknown, isSame: IsSame = never, path = '$'): Change[] {
  if (Object.is(recorded, actual)) return []
  if (Array.isArray(recorded) && Array.isArray(actual)) {
    const length = Math.max(recorded.length, actual.length)
    return Array.from({ length }, (_, i) => changes(recorded[i], actual[i], isSame, path + itemStep(i))).flat()
  }
  if (isRecord(recorded) && isRecord(actual)) {
    const keys = [...new Set([...Object.keys(recorded), ...Object.keys(actual)])]
    return keys.flatMap((key) => changes(recorded[key], actual[key], isSame, path + keyStep(key)))
  }
  return isSame(recorded, actual) ? [] : [{ path, recorded, actual }]
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
