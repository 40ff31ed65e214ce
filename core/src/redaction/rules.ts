/** Rules of a project's own: what else is secret, and what is not. */
import { pathPattern } from '../paths.ts'

/**
 * Says what is to stand in the place of a value; undefined where it may stay.
 *
 * @param path - as divergences name places: `$.body.user.email`
 */
export type RedactFunction = (value: string, path: string) => string | undefined

/** A path, or the name of a header, a key or a column; a pattern of a text; a function; or what is to stay. */
export type RedactRule = string | RegExp | RedactFunction | { readonly keep: string | RegExp }

/** A text that no fixture may have. */
export type ForbidRule = RegExp | { readonly name: string; readonly pattern: RegExp }

export interface Rules {
  readonly patterns: readonly RegExp[]
  readonly keptPatterns: readonly RegExp[]
  isSecret(path: string): boolean
  isKept(path: string): boolean
  /** What the first function that knows a value says. */
  replacementOf(value: string, path: string): string | undefined
  /** Whether there is nothing to be asked of single values. */
  readonly areFew: boolean
}

/** Compiles rules, of which each has been checked. */
export function rulesOf(rules: readonly RedactRule[]): Rules {
  const paths: PathTest[] = []
  const keptPaths: PathTest[] = []
  const patterns: RegExp[] = []
  const keptPatterns: RegExp[] = []
  const functions: RedactFunction[] = []
  for (const rule of rules) {
    if (typeof rule === 'function') functions.push(rule)
    else if (typeof rule === 'string') paths.push(pathTest(rule))
    else if (isPattern(rule)) patterns.push(everywhere(rule))
    else if (typeof rule.keep === 'string') keptPaths.push(pathTest(rule.keep))
    else keptPatterns.push(everywhere(rule.keep))
  }
  return {
    patterns,
    keptPatterns,
    isSecret: (path) => paths.some((is) => is(path)),
    isKept: (path) => keptPaths.some((is) => is(path)),
    replacementOf(value, path) {
      for (const say of functions) {
        const said = say(value, path)
        if (typeof said === 'string') return said
      }
      return undefined
    },
    areFew: paths.length + keptPaths.length + functions.length === 0,
  }
}

type PathTest = (path: string) => boolean

function pathTest(pattern: string): PathTest {
  return pathPattern(pattern) ?? (() => false)
}

/** Also of another realm. */
export function isPattern(value: unknown): value is RegExp {
  return Object.prototype.toString.call(value) === '[object RegExp]'
}

/** The same pattern, for all of its matches. */
export function everywhere({ source, flags }: RegExp): RegExp {
  return new RegExp(source, flags.replace(/[gy]/g, '') + 'g')
}

export function isRedactRule(value: unknown): value is RedactRule {
  if (typeof value === 'function' || isPattern(value)) return true
  if (typeof value === 'string') return pathPattern(value) !== null
  if (typeof value !== 'object' || value === null) return false
  const { keep, ...rest } = value as { keep?: unknown }
  if (Object.keys(rest).length > 0) return false
  return isPattern(keep) || (typeof keep === 'string' && pathPattern(keep) !== null)
}

export function isForbidRule(value: unknown): value is ForbidRule {
  if (isPattern(value)) return true
  if (typeof value !== 'object' || value === null) return false
  const { name, pattern, ...rest } = value as { name?: unknown; pattern?: unknown }
  return typeof name === 'string' && name !== '' && isPattern(pattern) && Object.keys(rest).length === 0
}
