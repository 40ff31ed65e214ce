/** Which failure a test is to be about. */
import path from 'node:path'
import { RetraceError } from '@retrace/core'
import { regexpOf } from '@retrace/core/recordings'
import type { Cause, Place } from '../observation.ts'
import { isAskedFor } from './asked-for.ts'
import type { FailureFound } from './failures.ts'

export interface Choice {
  /** The error's class, or a regular expression (`/…/` too) that its `Class: message` matches. */
  readonly error?: string | undefined
  /** `FILE:LINE`, from the current folder. */
  readonly at?: string | undefined
  /** `METHOD TARGET`; without a query it is any. */
  readonly request?: string | undefined
  /** The number of the event before which it came. */
  readonly event?: number | undefined
}

/** A failure that is as it is said to be, or whose error came of one that is. */
export interface Chosen {
  readonly failure: FailureFound
  /** Null where it is the failure itself that is so. */
  readonly cause: Cause | null
}

/** Whether one error is meant, and not all of a request. */
export function isOneChosen({ error, at, event }: Choice): boolean {
  return [error, at, event].some((it) => it !== undefined)
}

/**
 * The first failure that is as it is said to be; one that the program caught only where something is said. After it, or
 * where there is none, the first whose error came of one that is so: what the program catches, it often wraps.
 *
 * @param what - the recording, for messages
 * @returns at least one
 * @throws RetraceError `NO_FAILURE`
 */
export function chooseFailures(failures: readonly FailureFound[], choice: Choice, what: string): Chosen[] {
  const { error, at, request, event } = choice
  const isChosen = request !== undefined || isOneChosen(choice)
  const isIts =
    request === undefined
      ? () => true
      : isAskedFor(
          failures.flatMap((it) => it.request ?? []),
          request,
        )
  const isMeant = (failure: FailureFound): boolean =>
    (isChosen || failure.kind !== 'caught') &&
    (request === undefined || (failure.request !== null && isIts(failure.request))) &&
    (event === undefined || failure.event === event)
  const isSo = (it: Seen): boolean => (error === undefined || isError(it, error)) && (at === undefined || isAt(it, at))
  const meant = failures.filter(isMeant)
  const found = meant.find(isSo)
  if (found && found.kind !== 'caught') return [{ failure: found, cause: null }]
  const ofCause = lastCaught(meant).flatMap((failure) => {
    const cause = failure.causes.find(isSo)
    return cause ? [{ failure, cause }] : []
  })
  const all = [...(found ? [{ failure: found, cause: null }] : []), ...ofCause.slice(0, 1)]
  if (all.length > 0) return all
  const why = isChosen ? whyNoneChosen(failures) : 'nothing failed'
  throw new RetraceError('NO_FAILURE', { what, why, next: nextFor(failures, what) })
}

/** What there is to choose from: where there is nothing, a list of it is of no use. */
function nextFor(failures: readonly FailureFound[], what: string): string {
  if (failures.length === 0)
    return `A test can be of what something gave: \`retrace generate ${what} --function NAME\`, or --request 'GET /orders/7'.`
  return `\`retrace failures ${what} --caught\` lists what there is, and --error, --at, --request and --event choose among it.`
}

/** What was caught comes last. */
function lastCaught(failures: readonly FailureFound[]): FailureFound[] {
  return failures.toSorted((a, b) => Number(a.kind === 'caught') - Number(b.kind === 'caught'))
}

/** How many are named. */
const SOME = 5

/** With what there is to choose from. */
function whyNoneChosen(failures: readonly FailureFound[]): string {
  if (failures.length === 0) return 'none is as asked for, and none was caught'
  const all = lastCaught(failures)
  const more = all.length > SOME ? `, and ${all.length - SOME} more` : ''
  return `none is as asked for. There is ${all.slice(0, SOME).map(inWords).join('; ')}${more}`
}

function inWords({ kind, error, causes, exitCode, request, at, event }: FailureFound): string {
  const what = request
    ? `${request.method} ${request.target}`
    : error
      ? describeError({ error, at: null })
      : `exit code ${exitCode}`
  const of = causes.map((cause) => `, by ${describeError(cause)}`).join('')
  return `${what}${placeOf(at)} (${kind}, event ${event}${of})`
}

/** `TypeError: x is null at a.ts:4` */
export function describeError({ error, at }: Seen): string {
  return error === null ? '' : `${error.class}: ${short(error.message)}${placeOf(at)}`
}

function placeOf(at: Place | null): string {
  return at === null ? '' : ` at ${path.relative('', at.file)}:${at.line}`
}

function short(message: string): string {
  return message.length > 80 ? `${message.slice(0, 80)}…` : message
}

type Seen = Pick<FailureFound, 'error' | 'at'>

function isError({ error }: Seen, wanted: string): boolean {
  if (error === null) return false
  return error.class === wanted || regexpOf(wanted).test(`${error.class}: ${error.message}`)
}

function isAt({ at }: Seen, wanted: string): boolean {
  const [, file, line] = /^(.*):(\d+)$/.exec(wanted) ?? []
  return at !== null && file !== undefined && at.file === path.resolve(file) && at.line === Number(line)
}
