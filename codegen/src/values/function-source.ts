/** Functions that a test has as they are; for others there are stand-ins. */
import type { FunctionSeen } from '../observation.ts'
import { isClosed } from './closed-function.ts'
import type { Surroundings } from './surroundings.ts'

/** The expression that is a function; null where a test can't have it. */
export function functionSource(
  { name, builtIn, text, place }: FunctionSeen,
  { functionSource: exported }: Surroundings,
): string | null {
  if (builtIn !== null) return builtIn
  if (isClosed(text)) return text
  return place && exported({ name, place })
}
