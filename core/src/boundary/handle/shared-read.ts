/** A read into a buffer that it shares with other reads: those of TLS connections, from Node 26 on. */

/** The stream that a handle's bytes go to. */
export interface Pushed {
  push(chunk: Uint8Array, ...rest: unknown[]): unknown
}

/**
 * Runs Node's `onread` of a read whose place in its buffer only Node's own code is told. It hands the bytes to the
 * stream: there they are taken, before the program sees them and may change them in place (as `ws` does).
 *
 * @param take - gets a copy of the bytes; it isn't called where the stream takes nothing any more
 */
export function withPushed<T>(stream: Pushed | undefined, take: (bytes: Uint8Array) => void, onread: () => T): T {
  if (!stream) return onread()
  const own = Object.getOwnPropertyDescriptor(stream, 'push')
  const { push } = stream
  let waiting = true
  const restore = (): void => {
    waiting = false
    if (own) Object.defineProperty(stream, 'push', own)
    else delete (stream as Partial<Pushed>).push
  }
  Object.defineProperty(stream, 'push', {
    configurable: true,
    writable: true,
    value: function (this: unknown, ...args: [Uint8Array, ...unknown[]]) {
      restore()
      take(new Uint8Array(args[0]))
      return Reflect.apply(push, this, args)
    },
  })
  try {
    return onread()
  } finally {
    if (waiting) restore()
  }
}
