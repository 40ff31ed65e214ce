/**
 * `performance.markResourceTiming`: each `fetch` is noted by it. Where the list of them is full, Node sets an immediate to
 * say so to whoever listens: that is nothing that the program does, and a replay need not wait for it.
 */
import { performance } from 'node:perf_hooks'
import type { Boundary } from './boundary.ts'

type Mark = (this: unknown, ...args: unknown[]) => unknown

export const resourceTiming: Boundary = {
  name: 'resource-timing',
  install({ gate, patches }) {
    const prototype = Object.getPrototypeOf(performance) as { markResourceTiming: Mark }
    patches.method('resource-timing', prototype, 'markResourceTiming', (original: Mark): Mark => {
      return function markResourceTiming(this: unknown, ...args) {
        gate.inside++
        try {
          return Reflect.apply(original, this, args)
        } finally {
          gate.inside--
        }
      }
    })
  },
}
