/** TCP sockets and pipes: connecting, listening, addresses. Bytes are in `stream.ts`. */
import { defineOp } from '../../tape/op.ts'
import { callAs } from '../call-as.ts'
import { classOf, tcpClass, type Handle, type HandleClass, type Native } from './classes.ts'
import { watchConsumption } from './http-parser.ts'
import { watchHttp2 } from './http2.ts'
import { patchMethods, patchStatuses } from './methods.ts'
import { installClose, installStream } from './stream.ts'
import type { HandleState } from './state.ts'
import type { StreamSupport } from './support.ts'

const opConnect = defineOp({
  name: 'socket.connect',
  kind: 'output',
  target: true,
  fields: ['value', 'int'],
  asked: 1,
  labels: ['to', 'status'],
})
const opConnected = defineOp({
  name: 'socket.connected',
  kind: 'delivery',
  target: true,
  fields: ['int', 'value', 'value'],
  labels: ['status', 'readable', 'writable'],
})
const opBind = defineOp({
  name: 'socket.bind',
  kind: 'output',
  target: true,
  fields: ['value', 'int'],
  asked: 1,
  labels: ['to', 'status'],
})
const opListen = defineOp({
  name: 'socket.listen',
  kind: 'output',
  target: true,
  fields: ['value', 'int'],
  asked: 1,
  labels: ['backlog', 'status'],
})
const opConnection = defineOp({
  name: 'socket.connection',
  kind: 'delivery',
  target: true,
  fields: ['int', 'text'],
  labels: ['status', 'class'],
})
const opAccepted = defineOp({
  name: 'socket.accepted',
  kind: 'mark',
  target: true,
  fields: ['uint'],
  labels: ['server'],
})
const opAddress = defineOp({
  name: 'socket.address',
  kind: 'value',
  target: true,
  fields: ['text', 'int', 'value'],
  asked: 1,
  labels: ['of', 'status', 'address'],
})

const opService = defineOp({
  name: 'socket.service',
  kind: 'value',
  target: true,
  fields: ['int'],
  labels: ['type of service'],
})

type Connected = (
  this: unknown,
  status: number,
  handle: Handle,
  request: unknown,
  readable: boolean,
  writable: boolean,
) => void

interface ServerHandle extends Handle {
  onconnection: (this: unknown, status: number, client: Handle | undefined) => unknown
}

export function installSockets(support: StreamSupport, Pipe: HandleClass): void {
  const TCP = tcpClass()
  const LibuvStream = Object.getPrototypeOf(TCP.prototype) as Record<string, Native>
  installStream(support, 'socket', LibuvStream)
  watchHttp2(support, 'socket', LibuvStream)
  const { gate } = support.context
  const { handles } = support
  for (const Class of [TCP, Pipe]) {
    installClose(support, 'socket', Class.prototype)
    watchConsumption(support, 'socket', Class.prototype)
    installSocket(support, Class.prototype)
  }
  gate.receive(opConnected, {
    ready: (target) => (handles.find(target)?.connect ?? null) !== null,
    deliver: (target, [status, readable, writable]) =>
      handles.within(target, (handle, state) => {
        const request = state.connect as { oncomplete: Connected }
        state.connect = null
        request.oncomplete(status as number, handle, request, readable as boolean, writable as boolean)
      }),
  })
  gate.receive(opConnection, {
    ready: (target) => typeof (handles.get(target) as ServerHandle | undefined)?.onconnection === 'function',
    deliver(target, [status, className]) {
      handles.within<ServerHandle>(target, (server) => {
        const client = status === 0 ? new (className === 'TCP' ? TCP : Pipe)(0) : undefined
        // Numbered now.
        if (client) handles.stateOf(client)
        server.onconnection(status as number, client)
      })
    },
  })
}

function installSocket(support: StreamSupport, prototype: Record<string, Native>): void {
  const { gate } = support.context
  const { handles } = support
  const patch = patchMethods.bind(null, support, 'socket', prototype)

  patchStatuses(support, 'socket', prototype, ['open'], (_handle, state, [descriptor]) => {
    state.descriptor = descriptor as number
  })
  patchStatuses(support, 'socket', prototype, [
    'setNoDelay',
    'setKeepAlive',
    'setBlocking',
    'fchmod',
    'setPendingInstances',
    'setTypeOfService',
  ])
  patch(['bind', 'bind6'], ({ state, args, native }) => gate.exchange(opBind, state.id, [args], () => [native()])[0])
  patch(['listen'], ({ handle, state, args, native }) => {
    if (gate.performs) watchConnections(handle as ServerHandle, state.id)
    return gate.exchange(opListen, state.id, [args[0]], () => [native()])[0]
  })
  patch(['connect', 'connect6'], ({ handle, state, args, native }) => {
    const [request, ...to] = args as [{ oncomplete: Connected }, ...unknown[]]
    state.connect = request
    const [result] = gate.exchange(opConnect, state.id, [to], () => {
      watchConnected(request, handle, state)
      return [native() ?? 0]
    })
    if (gate.standsIn(state.id)) handles.stand(handle, state)
    return result
  })
  patch(['getTypeOfService'], ({ state, native }) => gate.exchange(opService, state.id, [], () => [native()])[0])
  patch(['getsockname', 'getpeername'], ({ state, key, args: [out], native }) => {
    const of = key === 'getsockname' ? 'local' : 'remote'
    const [result, address] = gate.exchange(opAddress, state.id, [of], () => [native(), out])
    Object.assign(out as object, address)
    return result
  })

  function watchConnections(server: ServerHandle, id: number): void {
    const { onconnection } = server
    server.onconnection = function (this: unknown, status, client) {
      gate.delivery(opConnection, id, status, client ? classOf(client).name : '')
      if (client) gate.note(opAccepted, handles.stateOf(client).id, [id])
      return Reflect.apply(onconnection, this, [status, client])
    }
  }

  function watchConnected(request: { oncomplete: Connected }, connecting: Handle, state: HandleState): void {
    const { oncomplete } = request
    request.oncomplete = function (this: unknown, status, handle, its, readable, writable) {
      if (gate.withholds(opConnected, state.id, status)) {
        request.oncomplete = oncomplete
        return handles.stand(connecting, state)
      }
      gate.delivery(opConnected, state.id, status, readable, writable)
      return callAs(request, 'oncomplete', oncomplete, [status, handle, its, readable, writable])
    }
  }
}
