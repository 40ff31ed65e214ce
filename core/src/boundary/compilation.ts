/**
 * WebAssembly that is being compiled: V8 does it in threads of its own, and nothing that Node lists shows it. `fetch`
 * compiles its parser of HTTP when it is first used. In a test's replay time stands still meanwhile, as it does while the
 * program computes.
 */
import { originalThen } from '../originals.ts'
import type { Boundary } from './boundary.ts'

type Compile = (this: unknown, ...args: unknown[]) => Promise<unknown>

let underWay = 0

/** Whether something is being compiled. */
export function isCompiling(): boolean {
  return underWay > 0
}

export const compilation: Boundary = {
  name: 'compilation',
  install({ patches, realm }) {
    const { WebAssembly } = realm as unknown as { WebAssembly: Record<'compile' | 'instantiate', Compile> }
    for (const name of ['compile', 'instantiate'] as const)
      patches.method('compilation', WebAssembly, name, (original: Compile): Compile => {
        return function compiled(this: unknown, ...args) {
          const result = Reflect.apply(original, this, args) as Promise<unknown>
          underWay++
          const over = (): void => void underWay--
          void Reflect.apply(originalThen, result, [over, over])
          return result
        }
      })
  },
}
