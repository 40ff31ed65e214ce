/** TCP sockets and pipes: connecting, listening, addresses. Bytes are in `stream.ts`. */
import { defineOp } from '../../tape/op.ts'
import { classOf, tcpClass, type Handle, type HandleClass, type Native } from './classes.ts'
import { watchConsumption } from './http-parser.ts'
import { installClose, installStream, status } from './stream.ts'
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
  const { gate, patches } = support.context
  const { handles } = support
  const patch = (key: string, wrap: (native: Native) => Native): void => {
    if (Object.hasOwn(prototype, key)) patches.method('socket', prototype, key, wrap as never)
  }

  patch(
    'open',
    (native) =>
      function open(this: unknown, descriptor: unknown) {
        const state = handles.stateOf(this as Handle, descriptor as number)
        state.descriptor = descriptor as number
        if (state.live) return Reflect.apply(native, this, [descriptor])
        return status(support, state, () => Reflect.apply(native, this, [descriptor]) as number)
      },
  )
  for (const key of [
    'setNoDelay',
    'setKeepAlive',
    'setBlocking',
    'fchmod',
    'setPendingInstances',
    'setTypeOfService',
  ]) {
    patch(
      key,
      (native) =>
        function (this: unknown, ...args: unknown[]) {
          const state = handles.stateOf(this as Handle)
          if (state.live) return Reflect.apply(native, this, args)
          return status(support, state, () => Reflect.apply(native, this, args) as number)
        },
    )
  }

  for (const key of ['bind', 'bind6']) {
    patch(
      key,
      (native) =>
        function (this: unknown, ...args: unknown[]) {
          const state = handles.stateOf(this as Handle)
          if (state.live || !gate.open) return Reflect.apply(native, this, args)
          return gate.exchange(opBind, state.id, [args], () => [Reflect.apply(native, this, args)])[0]
        },
    )
  }

  patch(
    'listen',
    (native) =>
      function listen(this: unknown, backlog: unknown) {
        const server = this as ServerHandle
        const state = handles.stateOf(server)
        if (state.live || !gate.open) return Reflect.apply(native, server, [backlog])
        if (gate.performs) watchConnections(server, state.id)
        return gate.exchange(opListen, state.id, [backlog], () => [Reflect.apply(native, server, [backlog])])[0]
      },
  )

  function watchConnections(server: ServerHandle, id: number): void {
    const { onconnection } = server
    server.onconnection = function (this: unknown, status, client) {
      gate.delivery(opConnection, id, status, client ? classOf(client).name : '')
      if (client) handles.stateOf(client)
      return Reflect.apply(onconnection, this, [status, client])
    }
  }

  for (const key of ['connect', 'connect6']) {
    patch(
      key,
      (native) =>
        function (this: unknown, request: unknown, ...to: unknown[]) {
          const handle = this as Handle
          const state = handles.stateOf(handle)
          if (state.live || !gate.open) return Reflect.apply(native, handle, [request, ...to])
          state.connect = request as object
          const [result] = gate.exchange(opConnect, state.id, [to], () => {
            watchConnected(request as { oncomplete: Connected }, state.id)
            return [Reflect.apply(native, handle, [request, ...to]) ?? 0]
          })
          return result
        },
    )
  }

  function watchConnected(request: { oncomplete: Connected }, id: number): void {
    const { oncomplete } = request
    request.oncomplete = function (this: unknown, status, handle, its, readable, writable) {
      gate.delivery(opConnected, id, status, readable, writable)
      return Reflect.apply(oncomplete, this, [status, handle, its, readable, writable])
    }
  }

  patch(
    'getTypeOfService',
    (native) =>
      function getTypeOfService(this: unknown) {
        const state = handles.stateOf(this as Handle)
        if (state.live || !gate.open) return Reflect.apply(native, this, [])
        return gate.exchange(opService, state.id, [], () => [Reflect.apply(native, this, [])])[0]
      },
  )

  for (const key of ['getsockname', 'getpeername']) {
    patch(
      key,
      (native) =>
        function (this: unknown, out: unknown) {
          const state = handles.stateOf(this as Handle)
          if (state.live || !gate.open) return Reflect.apply(native, this, [out])
          const [result, address] = gate.exchange(
            opAddress,
            state.id,
            [key === 'getsockname' ? 'local' : 'remote'],
            () => [Reflect.apply(native, this, [out]), out],
          )
          Object.assign(out as object, address)
          return result
        },
    )
  }
}
