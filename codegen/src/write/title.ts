/** Names of tests: they say what failed. What an error says is left out, for it may hold what nobody else is to read. */
import type { ErrorSeen, Failure } from '../observation.ts'
import { isBare } from '../values/bare.ts'
import type { TestPlan } from './plan.ts'

/** What a title ends with where nothing failed. */
const GIVES = 'gives the recorded result'
export const ANSWERS = 'answers as it was recorded'

export function titleOf({ target, failure, assertion, call, isLate = false }: TestPlan): string {
  const { label } = target
  if (isLate && failure?.error)
    return `${label} leaves ${assertion === 'error' ? shortOf(failure.error) : `no ${nameOf(failure.error)}`} uncaught`
  const error = call.outcome?.kind === 'threw' ? call.outcome.error : (failure?.error ?? null)
  if (assertion === 'error' && error) return `${label} throws ${shortOf(error)}`
  if (assertion === 'result' || !failure) return `${label} ${GIVES}`
  return `${label} ${wishOf(failure, error)}`
}

export function wishOf({ kind, request, exitCode }: Failure, error: ErrorSeen | null): string {
  if (error) return `does not throw ${shortOf(error)}`
  const asked = request ? `${request.method} ${request.target}` : 'the request'
  if (kind === 'response') return `does not answer ${asked} with ${request?.status}`
  if (kind === 'broken') return `answers ${asked} to the end`
  return kind === 'unanswered' ? `answers ${asked}` : `does not end the program with ${exitCode}`
}

const WHATEVER = ', whatever it is answered'

/** @param declares - whether there are errors with which it may fail */
export function titleOfProperty(label: string, declares: boolean): string {
  return `${label} ${declares ? 'fails only as it declares' : 'does not fail'}${WHATEVER}`
}

export function isTitleOfProperty(title: string): boolean {
  return plainTitle(title).endsWith(WHATEVER)
}

/** One of several of the same title has a number. */
export function plainTitle(title: string): string {
  return title.replace(/ \(\d+\)$/, '')
}

/**
 * Whether two titles are of different things that one subject may do: fail with one error or another, or give a result. How
 * an error is asserted makes no difference; a title that somebody has written may be of anything.
 */
export function areOfDifferent(one: string, other: string): boolean {
  const [its, others] = [doneIn(one), doneIn(other)]
  return its !== null && others !== null && its !== others
}

const FAILS = / (?:does not throw|throws|leaves(?: no)?|(?:does not answer|answers) with) (?:a )?(.+?)(?: uncaught)?$/

/** The name of the error, the status, or what is given; null where it can't be told. */
function doneIn(title: string): string | null {
  const plain = plainTitle(title)
  const given = [GIVES, ANSWERS].find((end) => plain.endsWith(` ${end}`))
  return given ?? FAILS.exec(plain)?.[1] ?? null
}

export function shortOf(error: ErrorSeen): string {
  const hasMany = isBare(error) && error.class !== 'undefined' && error.class !== 'null'
  return `${hasMany ? 'a ' : ''}${nameOf(error)}`
}

function nameOf({ class: name, code }: ErrorSeen): string {
  return code === null ? name : `${name} ${code}`
}
