/** Gives errors of tests their causes. */

/**
 * What a server has caught is why an assertion fails about what it answered; what has a cause of its own keeps that.
 *
 * @param isSent - whether the error is on its way to another process, as plain data
 */
export function blame(error: unknown, caught: unknown, isSent = false): void {
  if (!isAssertion(error) || !isError(caught) || error.cause !== undefined || !Object.isExtensible(error)) return
  const { name, message, stack } = caught
  const value = isSent ? { name, message, stack } : caught
  Object.defineProperty(error, 'cause', { value, configurable: true, writable: true, enumerable: isSent })
}

/** Of Vitest, of Node, of Jest. */
function isAssertion(it: unknown): it is { cause?: unknown } {
  if (typeof it !== 'object' || it === null) return false
  return 'matcherResult' in it || ('name' in it && it.name === 'AssertionError')
}

/** Also one of another realm. */
export function isError(it: unknown): it is Error {
  return it instanceof Error || Object.prototype.toString.call(it) === '[object Error]'
}
