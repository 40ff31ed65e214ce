/** Whether a test fails for the reason that was recorded. */
import path from 'node:path'
import type { ErrorSeen, Failure, Place } from '../observation.ts'
import { isBare, isSaidSo } from '../values/bare.ts'
import type { Outcome } from './outcome.ts'

/** So of a failure; null where no error is known of it too. */
export function differenceIn(
  outcome: Outcome,
  { error, at, madeAt }: Pick<Failure, 'error' | 'at' | 'madeAt'>,
): string | null {
  return error && differenceFrom(error, at, outcome, madeAt)
}

/**
 * What is the same: class, message, line; where it isn't, what differs, in words. Null where all is the same.
 *
 * @param madeAt - where the error was made, which is all that a test says of it: it may have been thrown elsewhere
 */
export function differenceFrom(
  error: ErrorSeen,
  at: Place | null,
  outcome: Outcome,
  madeAt: Place | null = null,
): string | null {
  if (outcome.kind !== 'failed') return whyNotFailed(outcome)
  const { error: failed, others } = outcome
  // It has no stack.
  if (isBare(error)) return isSaidSo(error, failed.message) ? null : `it fails with ${failed.name}: ${failed.message}`
  // Vitest reports the errors that it holds in its place.
  if (error.class === 'AggregateError' && others?.every(({ name }) => name !== 'RetraceError')) return null
  // The name in a stack is that of a class only where the class has set it.
  const isClass = failed.name === error.class || failed.name === nameIn(error.stack)
  if (!isClass) return `it fails with ${failed.name}: ${failed.message}`
  // Else V8 has said it, mostly of variables, which have other names in a test runner.
  const isSaid = error.isOwn ? failed.message === error.message : missedIn(failed.message) === missedIn(error.message)
  if (!isSaid) return `it fails with the message "${failed.message}"`
  const { at: place } = failed
  if (at === null || place === null) return null
  if ([at, madeAt].some((its) => its?.file === place.file && its.line === place.line)) return null
  return `it fails in ${path.basename(place.file)}:${place.line}`
}

export function whyNotFailed(outcome: Exclude<Outcome, { readonly kind: 'failed' }>): string {
  return outcome.kind === 'passed' ? 'the test passes' : `the test did not run: ${outcome.why.trim()}`
}

/** What V8 says of properties of what isn't there names no variable: `undefined (reading 'name')`. */
function missedIn(message: string): string | null {
  return /\bproperties of (?:null|undefined) \(.*\)/s.exec(message)?.[0] ?? null
}

function nameIn(stack: string): string {
  return /^([\w.$]+)/.exec(stack)?.[1] ?? 'Error'
}
