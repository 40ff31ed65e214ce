/** UDP (`node:dgram`): datagrams in are deliveries, datagrams out are outputs; everything else is answered at once. */
import dgram from 'node:dgram'
import { defineOp } from '../../tape/op.ts'
import { callAs } from '../call-as.ts'
import { symbolOf } from '../node-symbols.ts'
import { abandon, type Handle, type HandleClass } from './classes.ts'
import { patchMethods, patchStatuses } from './methods.ts'
import { installClose } from './stream.ts'
import type { StreamSupport } from './support.ts'

const opAsk = defineOp({
  name: 'udp.ask',
  kind: 'output',
  target: true,
  fields: ['text', 'value', 'value', 'value'],
  asked: 2,
  labels: ['operation', 'arguments', 'answer', 'filled in'],
})
const opSend = defineOp({
  name: 'udp.send',
  kind: 'output',
  target: true,
  fields: ['bytes', 'value', 'int'],
  asked: 2,
  labels: ['bytes', 'to', 'status'],
})
const opSent = defineOp({
  name: 'udp.sent',
  kind: 'delivery',
  target: true,
  fields: ['value', 'value'],
  labels: ['status', 'size'],
})
const opMessage = defineOp({
  name: 'udp.message',
  kind: 'delivery',
  target: true,
  fields: ['int', 'value', 'value'],
  labels: ['status', 'bytes', 'from'],
})

/** Answered at once. */
const ASKED = /^(open|bind|connect|disconnect|get|set|add|drop|bufferSize)/

type Method = (this: unknown, ...args: unknown[]) => unknown

interface UdpHandle extends Handle {
  onmessage: Method
}

interface SendRequest {
  oncomplete?: Method
}

export function installUdp(support: StreamSupport): void {
  const { gate } = support.context
  const { handles } = support
  const { prototype } = udpClass()
  const pending = new Map<number, SendRequest[]>()
  installClose(support, 'udp', prototype)
  const named = (pattern: RegExp): string[] => Object.keys(prototype).filter((key) => pattern.test(key))
  patchStatuses<UdpHandle>(support, 'udp', prototype, ['recvStart'], (handle, state) => {
    if (gate.performs && gate.open) watchMessages(handle, state.id)
  })
  patchStatuses(support, 'udp', prototype, ['recvStop'])
  patchMethods(support, 'udp', prototype, named(ASKED), ({ state, key, args, native }) => {
    // An object among the arguments is for Node to fill in.
    const out = args.find((arg) => typeof arg === 'object' && arg !== null)
    // A callback may stand where Node has put no port.
    const asked = args.map((arg) => (typeof arg === 'function' || arg === out ? null : arg))
    const [answer, filled] = gate.exchange(opAsk, state.id, [key, asked], () => [native(), out])
    if (out) Object.assign(out, filled)
    return answer
  })
  patchMethods(support, 'udp', prototype, ['send', 'send6'], ({ state, args, native }) => {
    const [request, list, , ...to] = args as [SendRequest, ArrayBufferView[], number, ...unknown[]]
    const [result] = gate.exchange(opSend, state.id, [Buffer.concat(list.map(bytesOf)), to], () => {
      watchSent(request, state.id)
      return [native()]
    })
    if (!gate.performs && result === 0 && request.oncomplete)
      pending.set(state.id, [...(pending.get(state.id) ?? []), request])
    return result
  })

  function watchMessages(handle: UdpHandle, id: number): void {
    const { onmessage } = handle
    handle.onmessage = function (...args) {
      gate.delivery(opMessage, id, args[0], args[2], args[3])
      return callAs(handle, 'onmessage', onmessage, args)
    }
  }

  function watchSent(request: SendRequest, id: number): void {
    const { oncomplete } = request
    if (!oncomplete) return
    request.oncomplete = function (...args) {
      gate.delivery(opSent, id, args[0], args[1])
      return callAs(request, 'oncomplete', oncomplete, args)
    }
  }

  gate.receive(opMessage, {
    ready: (target) => typeof (handles.get(target) as UdpHandle | undefined)?.onmessage === 'function',
    deliver: (target, [result, bytes, from]) =>
      handles.within<UdpHandle>(target, (handle) => void handle.onmessage(result, handle, bytes, from)),
  })
  gate.receive(opSent, {
    ready: (target) => (pending.get(target)?.length ?? 0) > 0,
    deliver(target, [result, size]) {
      const request = pending.get(target)?.shift() as Required<SendRequest>
      handles.within(target, () => void request.oncomplete(result, size))
    },
  })
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
}

/** From a socket that is made for it alone, and never bound. */
function udpClass(): HandleClass {
  const socket = dgram.createSocket('udp4')
  const state = (socket as unknown as Record<symbol, { handle: Handle | null }>)[symbolOf(socket, 'state symbol')]
  const handle = state?.handle as Handle
  return abandon(handle)
}
