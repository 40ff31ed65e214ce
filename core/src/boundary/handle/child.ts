/** The handle of a child process: starting it, signals to it, its exit. Its streams are sockets like any other. */
import { defineOp } from '../../tape/op.ts'
import { callAs } from '../call-as.ts'
import { OUTPUT_OF_CHILD } from '../child-sync.ts'
import { taintOnce } from '../taint-once.ts'
import { spawnArguments, type Handle, type HandleClass } from './classes.ts'
import { patchMethods } from './methods.ts'
import { installClose } from './stream.ts'
import type { StreamSupport } from './support.ts'

const opSpawn = defineOp({
  name: 'child.spawn',
  kind: 'output',
  target: true,
  fields: ['value', 'int', 'int'],
  asked: 1,
  labels: ['command', 'status', 'pid'],
})
const opKill = defineOp({
  name: 'child.kill',
  kind: 'output',
  target: true,
  fields: ['int', 'int'],
  asked: 1,
  labels: ['signal', 'status'],
})
const opExit = defineOp({
  name: 'child.exit',
  kind: 'delivery',
  target: true,
  fields: ['int', 'value'],
  labels: ['code', 'signal'],
})

interface ProcessHandle extends Handle {
  pid: number
  onexit: (this: unknown, code: number, signal: string) => unknown
}

export function installChildren(support: StreamSupport, { prototype }: HandleClass): void {
  const { gate } = support.context
  const { handles } = support
  installClose(support, 'child', prototype)
  patchMethods<ProcessHandle>(support, 'child', prototype, ['spawn'], ({ handle, state, args: its, native }) => {
    const { file, args, cwd, stdio } = spawnArguments(its)
    const asked = { file, args, cwd, stdio: stdio.map((stream) => stream.type) }
    const [status, pid] = gate.exchange(opSpawn, state.id, [asked], () => {
      const result = native()
      // Node reports a child that did not start by itself.
      if (result === 0) watchExit(handle, state.id)
      return [result, handle.pid ?? 0]
    })
    if (stdio.some(({ type, fd }) => (type === 'fd' || type === 'inherit') && (fd === 1 || fd === 2)))
      taintOnce(gate, OUTPUT_OF_CHILD)
    if (!gate.performs && status === 0) handle.pid = pid as number
    return status
  })
  patchMethods(support, 'child', prototype, ['kill'], ({ state, args: [signal], native }) => {
    return gate.exchange(opKill, state.id, [signal], () => [native()])[0]
  })

  function watchExit(handle: ProcessHandle, id: number): void {
    const { onexit } = handle
    handle.onexit = function (this: unknown, code, signal) {
      gate.delivery(opExit, id, code, signal)
      return callAs(handle, 'onexit', onexit, [code, signal])
    }
  }

  gate.receive(opExit, {
    ready: (target) => handles.get(target) !== undefined,
    deliver: (target, [code, signal]) =>
      handles.within<ProcessHandle>(target, (handle) => void handle.onexit(code as number, signal as string)),
  })
}
