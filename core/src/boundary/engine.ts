/** Figures of the engine and of the machine: heap statistics, diagnostic reports, the number of processors. */
import v8 from 'node:v8'
import { defineOp } from '../tape/op.ts'
import type { Boundary } from './boundary.ts'

const opFigure = defineOp({
  name: 'engine.figure',
  kind: 'value',
  fields: ['text', 'value'],
  asked: 1,
  labels: ['of', 'figure'],
})

const V8_FUNCTIONS = [
  'getHeapStatistics',
  'getHeapSpaceStatistics',
  'getHeapCodeStatistics',
  'getCppHeapStatistics',
  // Gives the name of a file that a replay doesn't write.
  'writeHeapSnapshot',
] as const
const REPORT_FUNCTIONS = ['getReport', 'writeReport'] as const
const NAVIGATOR_FACTS = ['hardwareConcurrency', 'language', 'platform'] as const

type AnyFn = (this: unknown, ...args: unknown[]) => unknown

export const engine: Boundary = {
  name: 'engine',
  install({ gate, patches, realm }) {
    const figure = (name: string, original: AnyFn): AnyFn =>
      function (this: unknown, ...args) {
        return gate.value(opFigure, original as never, this, args, [name])
      }
    const patch = (target: object, owner: string, key: string): void =>
      patches.method('engine', target as Record<string, AnyFn>, key, ((original: AnyFn) =>
        figure(`${owner}.${key}`, original)) as never)
    for (const key of V8_FUNCTIONS) patch(v8, 'v8', key)
    for (const key of REPORT_FUNCTIONS) patch(process.report, 'report', key)

    // The getter of the global makes the navigator at its first use; that is cheap, and the same at any time.
    const { navigator } = realm as { navigator?: object }
    if (!navigator) return
    const prototype = Object.getPrototypeOf(navigator) as object
    for (const key of NAVIGATOR_FACTS) {
      const { get, enumerable } = Object.getOwnPropertyDescriptor(prototype, key) ?? {}
      if (!get) continue
      const read = figure(`navigator.${key}`, get)
      patches.property('engine', prototype, key, {
        get(this: unknown) {
          return this === navigator ? Reflect.apply(read, this, []) : Reflect.apply(get, this, [])
        },
        enumerable: enumerable === true,
      })
    }
  },
}
