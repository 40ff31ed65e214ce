/**
 * Messages between ports: `MessageChannel`, `BroadcastChannel`, the ports of worker threads. The values are internal and
 * are really sent in replay too; only when each is delivered is the tape's to say.
 *
 * Node hands every message to the method of a port that is named by the registered symbol below, with the value as it is
 * and no event; an event sent by `dispatchEvent` comes by there too.
 */
import workerThreads, { MessagePort, type receiveMessageOnPort } from 'node:worker_threads'
import { Scope } from '../gate/scope.ts'
import { defineOp } from '../tape/op.ts'
import type { Boundary } from './boundary.ts'
import { symbolOf } from './node-symbols.ts'
import { installWorkers } from './worker.ts'

const opMessage = defineOp({
  name: 'port.message',
  kind: 'delivery',
  target: true,
  fields: ['text'],
  labels: ['event'],
})

const kDispatch: unique symbol = Symbol.for('nodejs.internal.kHybridDispatch') as never
const kPorts: unique symbol = Symbol.for('nodejs.internal.kCurrentlyReceivingPorts') as never
const kState = Symbol('retrace.port')

/** The class of the event that Node makes when a port is closed; no module exports it. */
const CLOSE_EVENT = 'MessagePortCloseEvent'

type AnyFn = (this: unknown, ...args: unknown[]) => unknown
type Dispatch = (this: Port, value: unknown, type: string, event?: Event) => unknown

interface Port {
  [kDispatch]: Dispatch
  [kPorts]: unknown
  [kState]?: PortState
}

interface Held {
  readonly value: unknown
  readonly type: string
  readonly event: Event | undefined
  readonly ports: unknown
}

interface PortState {
  /** The same number in replay; -1 for a port that isn't the program's. */
  readonly id: number
  /** What has come, in replay, and waits for its place on the tape. */
  readonly held: Held[]
  readonly scope: Scope | null
}

export const messagePort: Boundary = {
  name: 'message-port',
  install(context) {
    const { gate, patches } = context
    const prototype = MessagePort.prototype as unknown as Port & Record<string, AnyFn>
    const nodeEventTarget = Object.getPrototypeOf(prototype) as Record<string | symbol, AnyFn>
    const original = prototype[kDispatch]
    const ports = new Map<number, Port>()
    let emitting = 0
    let draining = 0

    // A port gets its number when the program first listens to it: when it is made is no measure, since a port that
    // comes with a message is made as soon as that has come.
    const adopt = (port: Port): void => {
      if (port[kState]) return
      const id = gate.open ? gate.nextId() : -1
      const scope = gate.performs || id < 0 ? null : new Scope('retrace.port')
      Object.defineProperty(port, kState, { value: { id, held: [], scope } satisfies PortState })
      if (scope) ports.set(id, port)
    }
    const adopting = (native: AnyFn): AnyFn =>
      function (this: unknown, ...args) {
        if (this instanceof MessagePort) adopt(this as unknown as Port)
        return Reflect.apply(native, this, args)
      }
    // Listening for messages takes a reference; listening for the end does not, but is told to this method.
    for (const key of ['ref', 'start']) patches.method('message-port', prototype, key, adopting as never)
    const kNewListener = symbolOf(EventTarget.prototype, 'kNewListener')
    const nativeListener = nodeEventTarget[kNewListener] as AnyFn
    const newListener: AnyFn = function (this: unknown, ...args) {
      // A port listens to its own listeners as soon as it is made.
      const type = args[1]
      return Reflect.apply(
        type === 'close' || type === 'messageerror' ? adopting(nativeListener) : nativeListener,
        this,
        args,
      )
    }
    patches.property('message-port', nodeEventTarget, kNewListener, { value: newListener, writable: true })
    patches.method(
      'message-port',
      nodeEventTarget,
      'emit',
      ((native: AnyFn): AnyFn =>
        function (this: unknown, ...args) {
          emitting++
          try {
            return Reflect.apply(native, this, args)
          } finally {
            emitting--
          }
        }) as never,
    )

    const dispatch: Dispatch = function (value, type, event) {
      const state = this[kState]
      const isNative = event === undefined ? emitting === 0 : event.constructor.name === CLOSE_EVENT
      if (!isNative || draining > 0 || !state || state.id < 0)
        return Reflect.apply(original, this, [value, type, event])
      if (!gate.performs) return state.held.push({ value, type, event, ports: this[kPorts] })
      gate.delivery(opMessage, state.id, type)
      return Reflect.apply(original, this, [value, type, event])
    }
    patches.property('message-port', prototype, kDispatch, { value: dispatch, writable: true })

    gate.receive(opMessage, {
      ready: (target, [type]) => ports.get(target)?.[kState]?.held.some((it) => it.type === type) ?? false,
      deliver(target, [expected]) {
        const port = ports.get(target) as Port
        const { held, scope } = port[kState] as PortState
        // A port may be closed with messages in it, which nobody gets to see.
        const at = held.findIndex((it) => it.type === expected)
        const { value, type, event, ports: received } = held[at] as Held
        held.splice(0, type === 'close' ? held.length : at + 1)
        if (type === 'close') ports.delete(target)
        port[kPorts] = received
        scope?.runInAsyncScope(original, port, value, type, event)
        port[kPorts] = undefined
      },
    })
    installWorkers(context, {
      drain(its, run) {
        draining++
        try {
          for (const port of its as Port[]) {
            const held = port[kState]?.held ?? []
            const left = held.filter((it) => it.type !== 'close')
            held.splice(0, held.length, ...held.filter((it) => it.type === 'close'))
            for (const { value, type, event } of left) Reflect.apply(original, port, [value, type, event])
          }
          run()
        } finally {
          draining--
        }
      },
    })
    if (!gate.performs) {
      // A message that is held here was still in the port when the program looked, in the recorded run.
      patches.method('message-port', workerThreads, 'receiveMessageOnPort', (native: typeof receiveMessageOnPort) => {
        return function receiveMessageOnPort(port: MessagePort) {
          const held = (port as unknown as Partial<Port> | null)?.[kState]?.held
          const first = held?.[0]?.type === 'message' ? held.shift() : undefined
          return first ? { message: first.value } : native(port)
        }
      })
    }
  },
}
