/** Calls to Node's own handlers, in whose place a wrapper stands. */

type Fn = (this: unknown, ...args: never[]) => unknown

/**
 * Calls a handler as the method that it is: V8 names a frame by the property that holds its function, and programs print
 * that (`TCPConnectWrap.afterConnect [as oncomplete]`).
 */
export function callAs(owner: unknown, key: string, handler: Fn, args: readonly unknown[]): unknown {
  const methods = owner as Record<string, Fn | undefined>
  const wrapper = methods[key]
  methods[key] = handler
  try {
    return Reflect.apply(handler, owner, args)
  } finally {
    if (methods[key] === handler) methods[key] = wrapper
  }
}
