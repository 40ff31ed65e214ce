/**
 * TLS over a stream that is no socket: Node's `JSStream` carries the encrypted bytes between the native side and the
 * program's stream. What the native side writes comes from the tape in replay; what it is fed is only compared.
 */
import { defineOp } from '../../tape/op.ts'
import { OriginalWeakSet } from '../../originals.ts'
import type { Handle, Native } from './classes.ts'
import type { StreamSupport } from './support.ts'

const opLower = defineOp({
  name: 'tls.lower',
  kind: 'delivery',
  target: true,
  fields: ['text', 'value'],
  labels: ['name', 'buffers'],
})
const opFeed = defineOp({
  name: 'tls.feed',
  kind: 'output',
  target: true,
  fields: ['text', 'value'],
  labels: ['name', 'bytes'],
  nests: true,
})

/** What the native side asks of the program's stream. */
const LOWER = ['onwrite', 'onshutdown'] as const
/** What the program's stream tells the native side. */
const FEED = ['readBuffer', 'emitEOF', 'finishWrite', 'finishShutdown'] as const

type LowerHandle = Handle & Record<string, Native>

const patched = new OriginalWeakSet<object>()

/** Stands between a TLS handle and the `JSStream` below it. */
export function watchLower(support: StreamSupport, handle: Handle, lower: LowerHandle): void {
  const { gate } = support.context
  const { id, live } = support.handles.stateOf(handle)
  if (live) return
  const prototype = Object.getPrototypeOf(lower) as Record<string, Native>
  if (!patched.has(prototype)) {
    patched.add(prototype)
    installFeed(support, prototype)
  }
  support.lowers.set(lower, id)
  if (!gate.performs) return
  for (const key of LOWER) {
    const original = lower[key]
    if (typeof original !== 'function') continue
    lower[key] = function (this: unknown, request: unknown, buffers?: unknown) {
      const inside = gate.inside
      gate.inside = 0
      try {
        gate.delivery(opLower, id, key, buffers ?? null)
        return Reflect.apply(original, this, [request, buffers])
      } finally {
        gate.inside = inside
      }
    }
  }
}

/** Says how what the native side wrote reaches the program's stream in replay. */
export function receiveLower(support: StreamSupport): void {
  const lowerOf = (target: number): LowerHandle | undefined =>
    (support.handles.get(target) as { _parent?: LowerHandle } | undefined)?._parent
  support.context.gate.receive(opLower, {
    ready: (target) => lowerOf(target) !== undefined,
    deliver(target, [name, buffers]) {
      const lower = lowerOf(target) as LowerHandle
      const handle = support.handles.get(target) as Handle
      support.handles
        .stateOf(handle)
        .scope?.runInAsyncScope(() => (lower[name as string] as Native).apply(lower, [{}, buffers]))
    },
  })
}

function installFeed(support: StreamSupport, prototype: Record<string, Native>): void {
  const { gate, patches } = support.context
  for (const key of FEED) {
    patches.method(
      'tls-over-stream',
      prototype,
      key,
      ((native: Native): Native =>
        function (this: unknown, ...args: unknown[]) {
          const id = support.lowers.get(this as object)
          if (id === undefined || !gate.open) return Reflect.apply(native, this, args)
          const told = key === 'readBuffer' ? args[0] : (args[1] ?? null)
          gate.exchange(opFeed, id, [key, told], () => {
            Reflect.apply(native, this, args)
            return []
          })
          return undefined
        }) as never,
    )
  }
}
