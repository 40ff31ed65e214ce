/** Which failure a test is to be about. */
import path from 'node:path'
import { RetraceError } from '@retrace/core'
import type { FailureFound } from './failures.ts'

export interface Choice {
  /** The error's class, or a regular expression that its `Class: message` matches. */
  readonly error?: string | undefined
  /** `FILE:LINE`, from the current folder. */
  readonly at?: string | undefined
  /** `METHOD TARGET`. */
  readonly request?: string | undefined
  /** The number of the event before which it came. */
  readonly event?: number | undefined
}

/**
 * The first failure that is as it is said to be; one that the program caught only where something is said.
 *
 * @param what - the recording, for messages
 * @throws RetraceError `NO_FAILURE`
 */
export function chooseFailure(failures: readonly FailureFound[], choice: Choice, what: string): FailureFound {
  const { error, at, request, event } = choice
  const isChosen = [error, at, request, event].some((it) => it !== undefined)
  const found = failures.find(
    (failure) =>
      (isChosen || failure.kind !== 'caught') &&
      (error === undefined || isError(failure, error)) &&
      (at === undefined || isAt(failure, at)) &&
      (request === undefined || isRequest(failure, request)) &&
      (event === undefined || failure.event === event),
  )
  if (found) return found
  throw new RetraceError('NO_FAILURE', { what, why: isChosen ? whyNoneChosen(failures) : 'nothing failed' })
}

/** How many are named. */
const SOME = 5

/** With what there is to choose from: what was caught comes last. */
function whyNoneChosen(failures: readonly FailureFound[]): string {
  if (failures.length === 0) return 'none is as asked for, and none was caught'
  const all = failures.toSorted((a, b) => Number(a.kind === 'caught') - Number(b.kind === 'caught'))
  const more = all.length > SOME ? `, and ${all.length - SOME} more` : ''
  return `none is as asked for. There is ${all.slice(0, SOME).map(inWords).join('; ')}${more}`
}

function inWords({ kind, error, exitCode, request, at, event }: FailureFound): string {
  const what = request
    ? `${request.method} ${request.target}`
    : error
      ? `${error.class}: ${short(error.message)}`
      : `exit code ${exitCode}`
  const where = at === null ? '' : ` at ${path.relative('', at.file)}:${at.line}`
  return `${what}${where} (${kind}, event ${event})`
}

function short(message: string): string {
  return message.length > 80 ? `${message.slice(0, 80)}…` : message
}

function isError({ error }: FailureFound, wanted: string): boolean {
  if (error === null) return false
  return error.class === wanted || new RegExp(wanted).test(`${error.class}: ${error.message}`)
}

function isAt({ at }: FailureFound, wanted: string): boolean {
  const [, file, line] = /^(.*):(\d+)$/.exec(wanted) ?? []
  return at !== null && file !== undefined && at.file === path.resolve(file) && at.line === Number(line)
}

function isRequest({ request }: FailureFound, wanted: string): boolean {
  return request !== null && `${request.method} ${request.target}` === wanted
}
