/** Why no test was written, with what there is to choose from instead. */
import path from 'node:path'
import { RetraceError } from '@retrace/core'
import type { GenerateOptions, Rejected } from './generate.ts'
import { packageFileIn } from './observe/errors.ts'
import type { FailureFound } from './observe/failures.ts'
import type { Option } from './options.ts'
import { minifiedNote } from './project/minified.ts'

/** `FAILURE_ELSEWHERE` */
export function failureElsewhere(recording: string, failure: FailureFound): RetraceError {
  return new RetraceError('FAILURE_ELSEWHERE', {
    what: recording,
    why: `${describe(failure)} (${whyNoFunction(failure)})`,
  })
}

/**
 * `NO_PLACE_TO_TEST`
 *
 * @param its - `command`: what can be run next, where a handler swallowed the error; `changed`: which sources have
 */
export function noPlaceToTest(
  failure: FailureFound,
  rejected: readonly Rejected[],
  wanted: GenerateOptions,
  its: { readonly command: string | null; readonly changed: string },
): RetraceError {
  const { command, changed } = its
  const minified = minifiedNote(failure.at)
  const swallowed = command && `A handler swallowed it, so that its function gave something. Test that: ${command}`
  const notes = [minified && `${minified}.`, changed].filter((note) => note)
  return noPlace(describe(failure), rejected, [swallowed ?? nextFor(wanted), ...notes].join('\n'))
}

/**
 * `NO_PLACE_TO_TEST`
 *
 * @param next - what to do
 */
export function noPlace(what: string, rejected: readonly Rejected[], next: string): RetraceError {
  const why = rejected.map((it) => `\n  ${named(it.name)}: ${it.why}`).join('')
  return new RetraceError('NO_PLACE_TO_TEST', { what, why, next, rejected })
}

/** What writes a test of what a function gave in the call in which it swallowed an error. */
export function resultCommand(recording: string, { error, at, request, event }: GenerateOptions, name: string): string {
  const given = Object.entries({ error, at, request, event }).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag}`, quoted(String(value))],
  )
  const where = quoted(path.relative('', recording) || '.')
  return ['retrace generate', where, ...given, '--assert result --function', quoted(name)].join(' ')
}

/** For a shell. */
function quoted(text: string): string {
  return /^[\w./:@=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

function nextFor({ function: name, request, property }: GenerateOptions): string {
  if (property)
    return 'Name with --vary what may be answered otherwise, record the program again so that there is something to compare, or leave --property out: then the test of the recorded case is written.'
  if (name !== undefined)
    return 'Mend what is in the way, or leave --function out: other functions, the request and the program are tried then.'
  if (request !== undefined)
    return 'Mend what is in the way, or leave --request out: functions and the program are tried then.'
  return 'Mend what is in the way (a function that is exported can be called), or choose another failure with --error or --at.'
}

/** `NO_SUCH_FUNCTION`, with those that a test can call, where there are any. */
export function noSuchFunction(name: string, failure: FailureFound, options: readonly Option[]): RetraceError {
  const callable = options.filter(({ target }) => target !== null)
  const functions = (callable.length > 0 ? callable : options).map((option) => {
    const { file, line } = option.candidate.place
    return { function: nameOf(option), place: `${path.relative('', file)}:${line}` }
  })
  const known = functions.map((it) => `${named(it.function)} (${it.place})`).join(', ')
  return new RetraceError('NO_SUCH_FUNCTION', { name, what: describe(failure), known, functions })
}

/** As people call it; empty where it has no name. */
export function nameOf({ candidate, target }: Pick<Option, 'candidate' | 'target'>): string {
  return target?.label ?? candidate.name
}

function named(name: string): string {
  return name === '' ? '(no name)' : name
}

/** Why there is no function to call. */
export function whyNoFunction({ error }: FailureFound): string {
  const file = error && packageFileIn(error.stack)
  return `none of the project led to it${file === null ? '' : `: it failed in ${file}`}`
}

function describe({ kind, error, exitCode }: FailureFound): string {
  if (error) return `${error.class}: ${error.message}`
  return kind === 'exit' ? `exit code ${exitCode}` : kind
}
