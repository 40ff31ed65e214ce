/** Symbols that Node keeps to itself. */
import { RetraceError } from '../errors.ts'

/**
 * A symbol that is a key of an object (not of its prototypes), found by its description.
 *
 * @throws RetraceError `UNSUPPORTED_NODE`
 */
export function symbolOf(target: object, description: string): symbol {
  const found = Object.getOwnPropertySymbols(target).find((symbol) => symbol.description === description)
  if (!found) throw new RetraceError('UNSUPPORTED_NODE', { what: description, version: process.version })
  return found
}
