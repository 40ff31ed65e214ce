/** Rules of a project's own: what else is secret, and what is not. */
import { pathPattern } from '../paths.ts'

/**
 * Says what is to stand in the place of a value; undefined where it may stay.
 *
 * @param path - as divergences name places: `$.body.user.email`
 */
export type RedactFunction = (value: string, path: string) => string | undefined

/**
 * A path, or the name of a header, a key or a column; a pattern of a text, which may be a text itself (`'/…/i'`) where
 * options are JSON; a function; or what is to stay.
 */
export type RedactRule = string | RegExp | RedactFunction | { readonly keep: string | RegExp }

/** A text that no fixture may have. */
export type ForbidRule = string | RegExp | { readonly name: string; readonly pattern: string | RegExp }

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
    else if (isKeep(rule)) take(rule.keep, keptPaths, keptPatterns)
    else take(rule, paths, patterns)
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

function isKeep(rule: RedactRule): rule is { readonly keep: string | RegExp } {
  return typeof rule === 'object' && 'keep' in rule
}

/** A path or a pattern, to those of its kind. */
function take(rule: string | RegExp, paths: PathTest[], patterns: RegExp[]): void {
  const pattern = patternOf(rule)
  const isPath = typeof rule === 'string' && !pattern ? pathPattern(rule) : null
  if (pattern) patterns.push(everywhere(pattern))
  else if (isPath) paths.push(isPath)
}

/** A pattern, also one that is written as a text; null for what is none. */
export function patternOf(value: unknown): RegExp | null {
  if (isPattern(value)) return value
  const [, source, flags] = (typeof value === 'string' && /^\/(.+)\/([dimsuvy]*)$/s.exec(value)) || []
  if (source === undefined) return null
  try {
    return new RegExp(source, flags)
  } catch {
    return null
  }
}

/** Also of another realm. */
function isPattern(value: unknown): value is RegExp {
  return Object.prototype.toString.call(value) === '[object RegExp]'
}

/** The same pattern, for all of its matches. */
export function everywhere({ source, flags }: RegExp): RegExp {
  return new RegExp(source, flags.replace(/[gy]/g, '') + 'g')
}

export function isRedactRule(value: unknown): value is RedactRule {
  if (typeof value === 'function' || isPlace(value)) return true
  if (typeof value !== 'object' || value === null) return false
  const { keep, ...rest } = value as { keep?: unknown }
  if (Object.keys(rest).length > 0) return false
  return isPlace(keep)
}

/** A path or a pattern. */
function isPlace(value: unknown): boolean {
  return (
    patternOf(value) !== null || (typeof value === 'string' && !value.startsWith('/') && pathPattern(value) !== null)
  )
}

export function isForbidRule(value: unknown): value is ForbidRule {
  if (patternOf(value)) return true
  if (typeof value !== 'object' || value === null) return false
  const { name, pattern, ...rest } = value as { name?: unknown; pattern?: unknown }
  return typeof name === 'string' && name !== '' && patternOf(pattern) !== null && Object.keys(rest).length === 0
}
