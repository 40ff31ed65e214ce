/** Symbols that Node keeps to itself. */
import { RetraceError } from '../errors.ts'

/** A symbol that is a key of an object (not of its prototypes), found by its description. */
export function findSymbol(target: object, description: string): symbol | undefined {
  return Object.getOwnPropertySymbols(target).find((symbol) => symbol.description === description)
}

/**
 * The same, where it has to be there.
 *
 * @throws RetraceError `UNSUPPORTED_NODE`
 */
export function symbolOf(target: object, description: string): symbol {
  const found = findSymbol(target, description)
  if (!found) throw new RetraceError('UNSUPPORTED_NODE', { what: description, version: process.version })
  return found
}
