/**
 * Name resolution. `lookup` and `lookupService` (the operating system's resolver) are taken at the public functions,
 * which `net.connect` asks too, at call time. Everything else goes through the native channel of a `Resolver`, which
 * the callback forms, the promise forms and the default resolver share; Node's JavaScript above it runs again.
 */
import dns from 'node:dns'
import { isIP } from 'node:net'
import { defineCall, type Gate } from '../gate/gate.ts'
import { originalNextTick } from '../originals.ts'
import { Scope } from '../gate/scope.ts'
import { defineOp } from '../tape/op.ts'
import { callAs } from './call-as.ts'
import type { Boundary, Context } from './boundary.ts'

const lookupOps = defineCall('dns.lookup', ['value', 'value'], ['value', 'value', 'value'], ['host', 'options'])
const lookupPromiseOps = defineCall('dns.lookupPromise', ['value', 'value'], ['value', 'value'], ['host', 'options'])
const serviceOps = defineCall('dns.lookupService', ['value', 'value'], ['value', 'value', 'value'], ['address', 'port'])
const servicePromiseOps = defineCall(
  'dns.lookupServicePromise',
  ['value', 'value'],
  ['value', 'value'],
  ['address', 'port'],
)

const opQuery = defineOp({
  name: 'dns.query',
  kind: 'output',
  target: true,
  fields: ['text', 'value', 'value'],
  asked: 2,
  labels: ['query', 'name', 'status'],
})
const opAnswer = defineOp({
  name: 'dns.answer',
  kind: 'delivery',
  target: true,
  fields: ['value', 'value', 'value'],
  labels: ['error', 'result', 'ttls'],
})
/** The answers that the native side gave in one go, before any tick or microtask ran, end here. */
const opAnswered = defineOp({ name: 'dns.answered', kind: 'output', fields: [], nests: true })
const opChannel = defineOp({
  name: 'dns.channel',
  kind: 'output',
  fields: ['text', 'value', 'value'],
  asked: 2,
  labels: ['operation', 'arguments', 'answer'],
})

type AnyFn = (this: unknown, ...args: unknown[]) => unknown
type Methods = Record<string, AnyFn>

/** A query under way: Node calls `oncomplete` of its own request object. */
interface Request {
  oncomplete: AnyFn
}

interface Waiting {
  readonly request: Request
  readonly scope: Scope
}

/** Operations of a channel that are answered at once; all others are queries. */
const CHANNEL_OPERATIONS = ['getServers', 'setServers', 'setLocalAddress', 'cancel'] as const

export const dnsBoundary: Boundary = {
  name: 'dns',
  install(context) {
    installLookups(context)
    installChannel(context)
  },
}

function installLookups({ gate, patches }: Context): void {
  const patch = (target: object, key: string, wrap: (original: AnyFn) => AnyFn): void =>
    patches.method('dns', target as Methods, key, wrap as never)

  patch(
    dns,
    'lookup',
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        if (!gate.open || isAnsweredByNode(args[0])) return Reflect.apply(original, this, args)
        return callBack(gate, lookupOps, [args[0], optionsOf(args[1])], original, this, args)
      },
  )
  patch(
    dns.promises,
    'lookup',
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        if (!gate.open || isAnsweredByNode(args[0])) return Reflect.apply(original, this, args)
        const start = (): Promise<unknown> => Reflect.apply(original, this, args) as Promise<unknown>
        return gate.promise(lookupPromiseOps, [args[0], optionsOf(args[1])], start)
      },
  )
  patch(
    dns,
    'lookupService',
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        if (!gate.open) return Reflect.apply(original, this, args)
        return callBack(gate, serviceOps, args.slice(0, 2), original, this, args)
      },
  )
  patch(
    dns.promises,
    'lookupService',
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        if (!gate.open) return Reflect.apply(original, this, args)
        const start = (): Promise<unknown> => Reflect.apply(original, this, args) as Promise<unknown>
        return gate.promise(servicePromiseOps, args.slice(0, 2), start)
      },
  )
}

/** Nothing to ask for: Node answers in the same turn, from what it is given. */
function isAnsweredByNode(host: unknown): boolean {
  return !host || (typeof host === 'string' && isIP(host) !== 0)
}

/** The options that a lookup goes by; other objects (a socket's options) may hold anything. */
function optionsOf(options: unknown): unknown {
  if (typeof options === 'function') return undefined
  if (typeof options !== 'object' || options === null) return options
  const { family, hints, all, verbatim, order } = options as Record<string, unknown>
  return { family, hints, all, verbatim, order }
}

/** A call whose last argument is its callback. */
function callBack(
  gate: Gate,
  ops: typeof lookupOps,
  asked: readonly unknown[],
  original: AnyFn,
  self: unknown,
  args: unknown[],
): unknown {
  const callback = args.at(-1)
  const settle = (...results: unknown[]): void => {
    // As many arguments as Node gives: a failed lookup calls back with one.
    if (typeof callback === 'function') Reflect.apply(callback, undefined, gate.performs ? results : trimmed(results))
  }
  const request = gate.call(ops, asked, settle as (...results: never[]) => void, (done) =>
    // Without a callback the original throws.
    Reflect.apply(original, self, typeof callback === 'function' ? [...args.slice(0, -1), done] : args),
  )
  return request ?? {}
}

/** Without the `undefined` at the end, by which the tape fills what was not given. */
function trimmed(results: readonly unknown[]): unknown[] {
  let { length } = results
  while (length > 0 && results[length - 1] === undefined) length--
  return results.slice(0, length)
}

function installChannel({ gate, patches }: Context): void {
  const { _handle: channel } = new dns.Resolver() as unknown as { _handle: object }
  const prototype = Object.getPrototypeOf(channel) as Methods
  const waiting = new Map<number, Waiting>()
  let answering = false

  for (const key of Object.keys(prototype)) {
    const isQuery = /^(query|getHostBy)/.test(key)
    if (!isQuery && !(CHANNEL_OPERATIONS as readonly string[]).includes(key)) continue
    patches.method('dns', prototype, key, ((native: AnyFn): AnyFn =>
      isQuery ? query(key, native) : operation(key, native)) as never)
  }

  function query(key: string, native: AnyFn): AnyFn {
    return function (this: unknown, ...args: unknown[]) {
      if (!gate.open) return Reflect.apply(native, this, args)
      const [request, name] = args as [Request, string]
      const id = gate.nextId()
      const [status] = gate.exchange(opQuery, id, [key, name], () => {
        watch(request, id)
        return [Reflect.apply(native, this, args)]
      })
      if (!gate.performs) waiting.set(id, { request, scope: new Scope('QUERYWRAP') })
      return status
    }
  }

  function watch(request: Request, id: number): void {
    const { oncomplete } = request
    request.oncomplete = function (...args) {
      gate.delivery(opAnswer, id, args[0], args[1], args[2])
      begin()
      return callAs(request, 'oncomplete', oncomplete, args)
    }
  }

  /** The end comes with the first tick; in replay the other answers of the batch are made there. */
  function begin(): void {
    if (answering) return
    answering = true
    originalNextTick(() => {
      if (gate.open) gate.exchange(opAnswered, -1, [], () => [])
      answering = false
    })
  }

  function operation(key: string, native: AnyFn): AnyFn {
    return function (this: unknown, ...args: unknown[]) {
      if (!gate.open) return Reflect.apply(native, this, args)
      return gate.exchange(opChannel, -1, [key, args], () => [Reflect.apply(native, this, args)])[0]
    }
  }

  gate.receive(opAnswer, {
    ready: (target) => waiting.has(target),
    deliver(target, [error, result, ttls]) {
      const { request, scope } = waiting.get(target) as Waiting
      waiting.delete(target)
      begin()
      scope.runInAsyncScope(() => request.oncomplete(error, result, ttls))
    },
  })
}
