/** What options can be, and how wrong ones are refused. */
import { RetraceError } from '../errors.ts'

export interface Kind {
  readonly says: string
  is(value: unknown): boolean
  /** Of an option that has options of its own. */
  checkParts?(value: unknown): void
  /** What two of them come to, the first being the more general; else the second. */
  merge?(general: unknown, particular: unknown): unknown
}

export function oneOf(...words: readonly string[]): Kind {
  return { says: words.map((word) => `\`${word}\``).join(', '), is: (value) => words.includes(value as string) }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((it) => typeof it === 'string')
}

export function unknownOption(what: string, known: readonly string[]): RetraceError {
  return new RetraceError('OPTION_UNKNOWN', { what, known: known.join(', ') })
}

export function wrongOption(what: string, given: unknown, { says }: Pick<Kind, 'says'>): RetraceError {
  return new RetraceError('OPTION_WRONG', { what, given: JSON.stringify(given) ?? String(given), known: says })
}
