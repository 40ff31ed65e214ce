import { RetraceError } from '../errors.ts'

/** A command was given what it can't be given. */
export function usage(why: string): RetraceError {
  return new RetraceError('USAGE', { why })
}
