/** The classes of errors that the language itself has. */
const BUILT_IN: ReadonlySet<string> = new Set([
  'Error',
  'TypeError',
  'RangeError',
  'SyntaxError',
  'ReferenceError',
  'EvalError',
  'URIError',
  'AggregateError',
])

export function isBuiltInError(name: string): boolean {
  return BUILT_IN.has(name)
}
