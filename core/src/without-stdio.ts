/**
 * Loads code without making the stdio streams: some of Node's modules look at stderr while they load (`node:http2` loads
 * `node:assert`, which asks whether it has colours), and a stream that is made before its handle's class is patched
 * can't be recorded, nor printed to in a replay.
 */
const NAMES = ['stdin', 'stdout', 'stderr'] as const

export function withoutStdio<T>(load: () => T): T {
  const before = NAMES.map((name) => [name, Object.getOwnPropertyDescriptor(process, name)] as const)
  for (const [name, descriptor] of before) {
    if (descriptor?.get) Object.defineProperty(process, name, { ...descriptor, get: () => ({ isTTY: false }) })
  }
  try {
    return load()
  } finally {
    for (const [name, descriptor] of before) if (descriptor) Object.defineProperty(process, name, descriptor)
  }
}
