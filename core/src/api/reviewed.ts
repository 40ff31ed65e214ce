/** A divergence of a test, with what it throws. */
import type { RetraceError } from '../errors.ts'
import { isSql } from '../lens/sql.ts'
import type { ScopeDivergence } from '../scope/scope.ts'
import type { TestDivergence } from './recording.ts'

export interface Reviewed extends TestDivergence {
  readonly error: RetraceError
}

/** What is no request, or could not be answered and is not told otherwise. */
export function asItIs({ kind, error, asked }: ScopeDivergence): Reviewed {
  const isQuery = asked !== undefined && isSql(asked.exchange.protocol)
  const code = kind === 'extra' ? 'extra' : isQuery ? 'changed-query' : 'changed-request'
  return { kind: code, severity: 'error', place: null, message: error.message, error }
}
