/**
 * TLS: the plaintext of a connection and what the program can ask of its session. In replay no TLS is spoken: the
 * native object exists, and is asked nothing.
 */
import tls from 'node:tls'
import { defineOp } from '../../tape/op.ts'
import { findSymbol } from '../node-symbols.ts'
import { callAs } from '../call-as.ts'
import { CERTIFICATES, fromDer, toDer } from './certificate.ts'
import type { Handle, Native } from './classes.ts'
import { watchConsumption } from './http-parser.ts'
import { watchHttp2 } from './http2.ts'
import { ownerOf } from './owner.ts'
import { patchMethods } from './methods.ts'
import { installStream } from './stream.ts'
import type { StreamHandle, StreamSupport } from './support.ts'
import { receiveLower, watchLower } from './tls-over-stream.ts'

const opFact = defineOp({
  name: 'tls.fact',
  kind: 'value',
  target: true,
  fields: ['text', 'value'],
  asked: 1,
  labels: ['of', 'fact'],
})
const opStart = defineOp({ name: 'tls.start', kind: 'output', target: true, fields: ['int'], asked: 0, nests: true })
const opOver = defineOp({ name: 'tls.over', kind: 'mark', target: true, fields: ['uint'], labels: ['connection'] })
const opCallback = defineOp({
  name: 'tls.callback',
  kind: 'delivery',
  target: true,
  fields: ['text', 'value', 'value'],
  labels: ['name', 'arguments', 'servername'],
})

/** Answers about a session. */
const FACTS = [
  'getServername',
  'isSessionReused',
  'getALPNNegotiatedProtocol',
  'getCipher',
  'getEphemeralKeyInfo',
  'getFinished',
  'getPeerCertificate',
  'getCertificate',
  'getPeerFinished',
  'getProtocol',
  'getSession',
  'getSharedSigalgs',
  'getTLSTicket',
  'verifyError',
  'exportKeyingMaterial',
  'renegotiate',
] as const

/** What moves the native handshake on. */
const STEPS = [
  'receive',
  'certCbDone',
  'newSessionDone',
  'loadSession',
  'endParser',
  'destroySSL',
  'writesIssuedByPrevListenerDone',
] as const

/** What the native side calls. */
const CALLBACKS = [
  'onhandshakestart',
  'onhandshakedone',
  'onclienthello',
  'onnewsession',
  'onocspresponse',
  'oncertcb',
  'onkeylog',
  'onerror',
  'onpskexchange',
  'onalpnselect',
] as const

type TlsHandle = Handle & Record<string, Native>

type Lower = Parameters<typeof watchLower>[2]

export function installTls(support: StreamSupport): void {
  const { gate, patches } = support.context
  let installed = false
  // The class of TLS handles is only to be had from a TLS socket; its first one is still untouched here.
  patches.method(
    'tls',
    tls.TLSSocket.prototype as unknown as Record<string, Native>,
    '_init',
    ((init: Native): Native =>
      function _init(this: unknown, ...args: unknown[]) {
        const handle = (this as { _handle: TlsHandle | null })._handle
        if (handle && !installed) {
          installed = true
          installPrototype(support, Object.getPrototypeOf(handle) as Record<string, Native>)
        }
        const result = Reflect.apply(init, this, args)
        if (handle) {
          watchCallbacks(support, handle)
          const lower = (handle as unknown as { _parent?: Lower })._parent
          if (lower && 'finishWrite' in lower) watchLower(support, handle, lower)
          else if (lower) noteLower(support, handle, lower)
          // A connection that came in is read from without another word.
          support.listener.listen(handle as unknown as StreamHandle, support.handles.stateOf(handle))
        }
        return result
      }) as never,
  )

  receiveLower(support)
  // How the program has asked for it: a gate that goes on with a connection asks in the same way.
  gate.receive(opOver, {
    ready: (target) => optionsOf(support, target) !== undefined,
    deliver: (target, [take]) => (take as (options: unknown) => void)(optionsOf(support, target)),
  })
  gate.receive(opCallback, {
    ready: (target, [name]) =>
      typeof (support.handles.get(target) as TlsHandle | undefined)?.[name as string] === 'function',
    deliver(target, [name, args, servername]) {
      const handle = support.handles.get(target) as TlsHandle
      const state = support.handles.stateOf(handle)
      const owner = ownerOf(handle)
      if (owner && servername !== null) owner.servername = servername as string
      state.scope?.runInAsyncScope(() => (handle[name as string] as Native).apply(handle, args as unknown[]))
    },
  })
}

/** What `tls.connect` was given: Node keeps it under a symbol of its own. */
function optionsOf({ handles }: StreamSupport, target: number): unknown {
  const handle = handles.get(target)
  const owner = handle && ownerOf(handle)
  const key = owner && findSymbol(owner, 'connect-options')
  return key && (owner as unknown as Record<symbol, unknown>)[key]
}

/** For those who read the tape: where the connection leads is known of the one below it. */
function noteLower({ context: { gate }, handles }: StreamSupport, handle: Handle, lower: Handle): void {
  const [its, below] = [handles.stateOf(handle), handles.stateOf(lower)]
  if (!its.live && !below.live) gate.note(opOver, its.id, [below.id])
}

function installPrototype(support: StreamSupport, prototype: Record<string, Native>): void {
  const { gate, patches } = support.context
  const { handles } = support
  installStream(support, 'tls', prototype)
  watchConsumption(support, 'tls', prototype)
  watchHttp2(support, 'tls', prototype)
  const patch = patchMethods.bind(null, support, 'tls', prototype)

  patch(FACTS, ({ state, key, native }) => gate.exchange(opFact, state.id, [key], () => [native()])[0])
  patch(CERTIFICATES, ({ state, key, native }) => {
    let certificate: unknown
    const [der] = gate.exchange(opFact, state.id, [key], () => {
      certificate = native()
      return [toDer(certificate)]
    })
    return gate.performs ? certificate : fromDer(der)
  })
  patch(['start'], ({ handle, state, native }) => {
    // Since it was made, the connection below may have turned out to lead nowhere.
    if (gate.standsIn(state.id)) handles.stand(handle, state)
    return gate.exchange(opStart, state.id, [], () => [native() ?? 0])[0]
  })
  for (const key of STEPS) {
    if (!Object.hasOwn(prototype, key)) continue
    const step = (native: Native): Native =>
      function (this: unknown, ...args: unknown[]) {
        const state = handles.stateOf(this as Handle)
        return state.stands ? undefined : Reflect.apply(native, this, args)
      }
    patches.method('tls', prototype, key, step as never)
  }
}

/** Stands between the native side and Node's handlers. */
function watchCallbacks(support: StreamSupport, handle: TlsHandle): void {
  const { gate } = support.context
  const state = support.handles.stateOf(handle)
  if (state.live || !gate.performs) return
  for (const key of CALLBACKS) {
    const callback = handle[key]
    if (typeof callback !== 'function') continue
    handle[key] = function (this: unknown, ...args: unknown[]) {
      const inside = gate.inside
      gate.inside = 0
      try {
        gate.delivery(opCallback, state.id, key, args, ownerOf(handle)?.servername ?? null)
        return callAs(handle, key, callback, args)
      } finally {
        gate.inside = inside
      }
    }
  }
}
