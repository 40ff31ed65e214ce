/** Node's module loaders read and resolve through the public `fs`: that is not the program's doing. */
import Module from 'node:module'
import type { Boundary } from './boundary.ts'

type AnyFn = (this: unknown, ...args: unknown[]) => unknown

export const loader: Boundary = {
  name: 'loader',
  install({ gate, patches }) {
    const statics = Module as unknown as Record<string, AnyFn>
    const outside = (original: AnyFn): AnyFn =>
      function (this: unknown, ...args: unknown[]) {
        gate.inside++
        try {
          return Reflect.apply(original, this, args)
        } finally {
          gate.inside--
        }
      }
    for (const key of ['_load', '_resolveFilename', '_findPath'])
      patches.method('loader', statics, key, outside as never)
    // The module's own code is the program's again.
    patches.method(
      'loader',
      Module.prototype as unknown as Record<string, AnyFn>,
      '_compile',
      ((original: AnyFn): AnyFn =>
        function (this: unknown, ...args: unknown[]) {
          const inside = gate.inside
          gate.inside = 0
          try {
            return Reflect.apply(original, this, args)
          } finally {
            gate.inside = inside
          }
        }) as never,
    )
  },
}
