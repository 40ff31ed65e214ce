/** WebAssembly: compilation goes on in the background; it is done again, in its recorded place in the order. */
import { backgroundPromise } from '../gate/background.ts'
import { defineCall } from '../gate/gate.ts'
import type { Boundary } from './boundary.ts'

type Method = (this: unknown, ...args: unknown[]) => Promise<unknown>

const ops = defineCall('wasm', ['text'], [], ['operation'])

export const wasm: Boundary = {
  name: 'wasm',
  install({ gate, patches, realm }) {
    const target = (realm as unknown as { WebAssembly?: Record<string, Method> }).WebAssembly
    if (!target) return
    for (const key of ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming']) {
      patches.method(
        'wasm',
        target,
        key,
        ((original: Method): Method =>
          function (this: unknown, ...args: unknown[]) {
            const start = (): Promise<unknown> => Reflect.apply(original, this, args)
            return gate.open ? backgroundPromise(gate, ops, [key], start) : start()
          }) as never,
      )
    }
  },
}
