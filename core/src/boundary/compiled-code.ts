/**
 * Compiled code (`cachedData` of `vm.Script`), which V8 makes another each time. It is recorded for loaders too: a cache
 * of compiled modules is filled while they load, and written by the program at its exit.
 */
import vm from 'node:vm'
import type { Gate } from '../gate/gate.ts'
import { defineOp } from '../tape/op.ts'
import type { Boundary } from './boundary.ts'

const opCode = defineOp({ name: 'vm.cachedData', kind: 'value', fields: ['bytes'], labels: ['code'] })

type AnyFn = (this: unknown, ...args: unknown[]) => unknown

interface Produced {
  cachedData?: Buffer
}

export const compiledCode: Boundary = {
  name: 'compiled-code',
  install({ gate, patches }) {
    const { Script } = vm
    patches.method(
      'compiled-code',
      Script.prototype,
      'createCachedData',
      ((original: AnyFn) =>
        function (this: unknown, ...args: unknown[]) {
          return record(gate, () => Reflect.apply(original, this, args) as Buffer)
        }) as never,
    )
    const Patched: typeof Script = new Proxy(Script, {
      construct(target, args, newTarget: NewableFunction) {
        const script = Reflect.construct(target, args, newTarget === Patched ? target : newTarget) as object & Produced
        const { cachedData } = script
        if (cachedData !== undefined) script.cachedData = record(gate, () => cachedData)
        return script
      },
    })
    patches.property('compiled-code', Script.prototype, 'constructor', { value: Patched, writable: true })
    patches.property('compiled-code', vm, 'Script', { value: Patched, writable: true })
  },
}

function record(gate: Gate, produce: () => Buffer): Buffer {
  const { inside } = gate
  gate.inside = 0
  try {
    return gate.value(opCode, produce, undefined, [])
  } finally {
    gate.inside = inside
  }
}
