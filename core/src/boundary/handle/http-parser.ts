/**
 * The HTTP parser of a server reads its connection natively: Node's `consume` puts it between the handle and JavaScript,
 * where no byte comes by any more. While recording, the bytes are asked of the parser at the first callback of each
 * read. In replay it consumes what feeds the handle, so that Node's code takes the same way.
 *
 * Which connections have waited for too long, the parsers know by a clock of their own; that is recorded too.
 */
import net from 'node:net'
import { defineData } from '../../define-data.ts'
import type { Gate } from '../../gate/gate.ts'
import { OriginalWeakMap, OriginalWeakSet } from '../../originals.ts'
import { defineOp } from '../../tape/op.ts'
import { findSymbol } from '../node-symbols.ts'
import type { Handle, Native } from './classes.ts'
import type { HandleState } from './state.ts'
import { ownerOf } from './owner.ts'
import { feederOf, noteParsed } from './read.ts'
import type { StreamHandle, StreamSupport } from './support.ts'

const opExpired = defineOp({
  name: 'http.expired',
  kind: 'value',
  target: true,
  fields: ['value'],
  labels: ['connections'],
})

const kReading = Symbol('retrace.reading')

/** Node's parser: its callbacks are properties by number, which its class names. */
interface Parser {
  [index: number]: Native | null
  [kReading]?: Reading | undefined
  readonly socket: { readonly _handle: Handle | null } | null
  getCurrentBuffer(): Uint8Array
}

/** A connection of a server. */
interface Connection {
  readonly parser?: Parser | null
}

interface Reading {
  readonly state: HandleState
  /** Whether what is being parsed is on the tape. */
  noted: boolean
}

interface ConnectionsList {
  all(): Parser[]
  expired(headersTimeout: number, requestTimeout: number): Parser[]
}

/** What is set for as long as a parser lives; `kOnExecute` is set anew for each connection, after `consume`. */
const CALLBACKS = ['kOnHeaders', 'kOnHeadersComplete', 'kOnBody', 'kOnMessageComplete'] as const

/** Classes that have been patched. */
const installed = new OriginalWeakSet<object>()

/** Watches for the first connection that a parser consumes: there its class is to be had. */
export function watchConsumption(support: StreamSupport, owner: string, prototype: object): void {
  support.context.patches.property(owner, prototype, '_consumed', {
    get: () => undefined,
    set(this: Handle, value: unknown) {
      const socket = ownerOf(this)
      if (socket?.parser) first(Object.getPrototypeOf(socket.parser), (its) => installParser(support, its))
      const key = socket?.server && findSymbol(socket.server, 'http.server.connections')
      const list = key && (socket.server as Record<symbol, object>)[key]
      if (list) first(Object.getPrototypeOf(list), (its) => installConnections(support, its))
      defineData(this, '_consumed', value)
    },
  })
}

function first(prototype: object, install: (prototype: never) => void): void {
  if (installed.has(prototype)) return
  installed.add(prototype)
  install(prototype as never)
}

function installParser(support: StreamSupport, prototype: Record<string, Native>): void {
  const { gate, patches } = support.context
  const numbers = prototype.constructor as unknown as Record<string, number>
  const wrappers = new OriginalWeakMap<Native, Native>()

  patches.method(
    'http-parser',
    prototype,
    'consume',
    ((native: Native): Native =>
      function consume(this: unknown, handle: unknown) {
        const state = support.handles.stateOf(handle as Handle)
        if (state.live) return Reflect.apply(native, this, [handle])
        if (!gate.performs) return Reflect.apply(native, this, [feederOf(support, handle as StreamHandle, state)])
        watchCallbacks(this as Parser, { state, noted: false })
        return Reflect.apply(native, this, [handle])
      }) as never,
  )
  patches.method(
    'http-parser',
    prototype,
    'unconsume',
    ((native: Native): Native =>
      function unconsume(this: unknown) {
        ;(this as Parser)[kReading] = undefined
        return Reflect.apply(native, this, [])
      }) as never,
  )

  function watchCallbacks(parser: Parser, reading: Reading): void {
    Object.defineProperty(parser, kReading, { value: reading, writable: true, configurable: true })
    for (const name of CALLBACKS) {
      const number = numbers[name] as number
      const callback = parser[number]
      if (!callback || wrappers.get(callback) === callback) continue
      const wrapper = wrappers.get(callback) ?? noting(gate, callback, false)
      wrappers.set(callback, wrapper)
      wrappers.set(wrapper, wrapper)
      parser[number] = wrapper
    }
  }

  // Right after the `kOnExecute` of a connection, Node sets `_paused` of its socket. An accessor in the place of
  // `kOnExecute` itself would cost all callbacks of the parser their fast way: V8 keeps them as elements of an array.
  first(net.Socket.prototype, (socket) => {
    patches.property('http-parser', socket, '_paused', {
      get: () => undefined,
      set(this: Connection, value: unknown) {
        defineData(this, '_paused', value)
        const number = numbers['kOnExecute'] as number
        const callback = this.parser?.[kReading] && this.parser[number]
        if (callback) this.parser[number] = noting(gate, callback, true)
      },
    })
  })
}

/**
 * A callback of a parser, before which the bytes are noted that led to it.
 *
 * @param isLast - whether it is the one that ends each read; after an error there is none
 */
function noting(gate: Gate, callback: Native, isLast: boolean): Native {
  return function (this: unknown, ...args: unknown[]) {
    const parser = this as Parser
    const reading = parser[kReading]
    if (!reading) return Reflect.apply(callback, this, args)
    // It may come while an original runs (TLS reads while it writes), and what it calls is the program's.
    const { inside } = gate
    gate.inside = 0
    let goesOn = false
    try {
      if (!reading.noted) {
        reading.noted = true
        noteParsed(gate, reading.state, parser.getCurrentBuffer())
      }
      const result = Reflect.apply(callback, this, args)
      goesOn = !isLast
      return result
    } finally {
      reading.noted = goesOn
      gate.inside = inside
    }
  }
}

function installConnections(support: StreamSupport, prototype: Record<string, Native>): void {
  const { gate, patches } = support.context
  const ids = new OriginalWeakMap<object, number>()
  const numberOf = (list: object): number => {
    const id = ids.get(list) ?? gate.nextId()
    ids.set(list, id)
    return id
  }
  const handleOf = ({ socket }: Parser): number => (socket?._handle ? support.handles.stateOf(socket._handle).id : -1)

  patches.method(
    'http-parser',
    prototype,
    'expired',
    ((native: (...timeouts: number[]) => Parser[]) =>
      function expired(this: ConnectionsList, ...timeouts: number[]): Parser[] {
        if (!gate.open) return Reflect.apply(native, this, timeouts)
        let found: Parser[] = []
        const expiredHandles = gate.quiet<readonly number[] | null>(opExpired, numberOf(this), null, () => {
          found = Reflect.apply(native, this, timeouts)
          return found.length > 0 ? found.map(handleOf) : null
        })
        return gate.performs ? found : this.all().filter((parser) => expiredHandles?.includes(handleOf(parser)))
      }) as never,
  )
}
