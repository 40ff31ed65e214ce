/**
 * Worker threads run live in both modes, and taint the recording: a worker has no tape yet. What comes from one is
 * delivered when the tape says so, as far as it comes again.
 */
import workerThreads from 'node:worker_threads'
import { Scope } from '../gate/scope.ts'
import { defineOp } from '../tape/op.ts'
import type { Context } from './boundary.ts'
import { symbolOf } from './node-symbols.ts'
import { taintOnce } from './taint-once.ts'

const opExit = defineOp({
  name: 'worker.exit',
  kind: 'delivery',
  target: true,
  fields: ['value', 'value', 'value'],
  labels: ['code', 'error', 'reason'],
})

const REASON =
  'A worker thread was started (`node:worker_threads`); what runs in it is not recorded, and runs live in a replay.'

type OnExit = (...args: unknown[]) => void

/** What ends with a worker: Node delivers all that is left in its ports in one go. */
export interface PortDrain {
  drain(ports: readonly object[], run: () => void): void
}

interface Ended {
  readonly scope: Scope
  end: (() => void) | null
}

export function installWorkers({ gate, patches }: Context, ports: PortDrain): void {
  const { Worker } = workerThreads
  const workers = new Map<number, Ended>()

  const watch = (worker: object): void => {
    const its = worker as Record<symbol, unknown>
    const handle = its[symbolOf(worker, 'kHandle')] as { onexit: OnExit }
    const portsOfIt = ['kPublicPort', 'kPort'].map((name) => its[symbolOf(worker, name)] as object)
    const id = gate.nextId()
    const { onexit } = handle
    const end = (args: unknown[]): void => ports.drain(portsOfIt, () => onexit(...args))
    const state: Ended = { scope: new Scope('retrace.worker'), end: null }
    if (!gate.performs) workers.set(id, state)
    handle.onexit = (...args) => {
      if (!gate.performs) {
        state.end = () => end(args)
        return
      }
      gate.delivery(opExit, id, args[0], args[1], args[2])
      end(args)
    }
  }
  const Patched = new Proxy(Worker, {
    construct(target, args, newTarget: NewableFunction) {
      const worker = Reflect.construct(target, args, newTarget === Patched ? target : newTarget) as object
      if (gate.open) {
        taintOnce(gate, REASON)
        watch(worker)
      }
      return worker
    },
  })
  patches.property('worker', workerThreads, 'Worker', { value: Patched, writable: true })

  gate.receive(opExit, {
    ready: (target) => workers.get(target)?.end != null,
    deliver(target) {
      const { scope, end } = workers.get(target) as Ended
      workers.delete(target)
      scope.runInAsyncScope(end as () => void)
    },
  })
}
