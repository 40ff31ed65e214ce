/** Clocks: `Date` in every form, `performance`, `process.hrtime`, `process.uptime`, `process.cpuUsage`. */
import { performance } from 'node:perf_hooks'
import { defineOp } from '../tape/op.ts'
import { disguise, nativeLooking } from './patches.ts'
import type { Boundary, Context } from './boundary.ts'

const opNow = defineOp({ name: 'clock.now', kind: 'value', fields: ['delta'], labels: ['milliseconds'] })
const opPerformance = defineOp({ name: 'clock.performance', kind: 'value', fields: ['f64'], labels: ['milliseconds'] })
const opOrigin = defineOp({ name: 'clock.origin', kind: 'value', fields: ['f64'], labels: ['milliseconds'] })
const opHrtime = defineOp({ name: 'clock.hrtime', kind: 'value', fields: ['delta'], labels: ['nanoseconds'] })
const opUptime = defineOp({ name: 'clock.uptime', kind: 'value', fields: ['f64'], labels: ['seconds'] })
const opUsage = defineOp({ name: 'clock.usage', kind: 'value', fields: ['text', 'value'], asked: 1 })

export const clock: Boundary = {
  name: 'clock',
  install(context) {
    installDate(context)
    installPerformance(context)
    installProcessClocks(context)
  },
}

/**
 * `Date` as a subclass that shares the original's prototype, so that `instanceof`, `constructor` and dates made inside
 * Node agree. A Proxy would cost four times as much (docs/determinism.md).
 */
export function installDate({ gate, patches, realm }: Context): void {
  const Original = realm.Date
  const originalNow = Original.now
  const now = (): number => gate.read(opNow, originalNow)
  function Date(...args: number[]): unknown {
    if (new.target === undefined) return new Original(now()).toString()
    const made = args.length === 0 ? [now()] : args
    return new.target === Date ? new Original(...(made as [number])) : Reflect.construct(Original, made, new.target)
  }
  const Patched = nativeLooking(Date) as unknown as DateConstructor
  disguise(Patched, Original)
  // `instanceof` looks at the one, what is extended at the other.
  for (const constructor of [Date, Patched])
    Object.defineProperty(constructor, 'prototype', { value: Original.prototype, writable: false })
  patches.method('clock', Patched, 'now', () => nativeLooking(now))
  patches.property('clock', Original.prototype, 'constructor', { value: Patched, writable: true })
  patches.property('clock', realm, 'Date', { value: Patched, writable: true })
  const { DateTimeFormat } = realm.Intl
  patches.method(
    'clock',
    DateTimeFormat.prototype,
    'formatToParts',
    (original: Intl.DateTimeFormat['formatToParts']) => {
      return function formatToParts(this: Intl.DateTimeFormat, date?: number) {
        return Reflect.apply(original, this, [date === undefined ? now() : date])
      }
    },
  )
}

function installPerformance({ gate, patches }: Context): void {
  const target = Object.getPrototypeOf(performance) as typeof performance
  const wrap = (original: () => number) => {
    const bound = (): number => Reflect.apply(original, performance, [])
    return function now(this: unknown): number {
      // The receiver's check (ERR_INVALID_THIS) is the original's.
      return this === performance ? gate.read(opPerformance, bound) : Reflect.apply(original, this, [])
    }
  }
  patches.method('clock', Object.hasOwn(performance, 'now') ? performance : target, 'now', wrap as never)
  const origin = Object.getOwnPropertyDescriptor(target, 'timeOrigin')
  if (origin?.get) {
    const get = origin.get.bind(performance) as () => number
    patches.property('clock', target, 'timeOrigin', { get: () => gate.read(opOrigin, get) })
  }
}

function installProcessClocks({ gate, patches }: Context): void {
  const { hrtime } = process
  const { bigint } = hrtime
  // As a number of nanoseconds: exact up to 2^53 ns, which is 104 days of uptime; beyond that, to the nearest two.
  const nanoseconds = (): number => Number(bigint())
  patches.method('clock', process, 'hrtime', () => {
    const wrapped = (previous?: [number, number]): [number, number] => {
      if (previous !== undefined) hrtime(previous) // its argument errors
      const now = gate.read(opHrtime, nanoseconds)
      const [seconds, rest] = [Math.floor(now / 1e9), now % 1e9]
      if (previous === undefined) return [seconds, rest]
      const borrowed = rest < previous[1] ? 1 : 0
      return [seconds - previous[0] - borrowed, rest - previous[1] + borrowed * 1e9]
    }
    return wrapped
  })
  patches.method('clock', process.hrtime, 'bigint', () => () => BigInt(gate.read(opHrtime, nanoseconds)))
  patches.method('clock', process, 'uptime', (original: () => number) => () => gate.read(opUptime, original))
  for (const key of [
    'cpuUsage',
    'resourceUsage',
    'threadCpuUsage',
    'memoryUsage',
    'availableMemory',
    'constrainedMemory',
  ] as const) {
    patches.method(
      'clock',
      process as unknown as Record<string, unknown>,
      key,
      (original: (...args: never[]) => unknown) => {
        return function (...args: never[]) {
          return gate.value(opUsage, original, process, args, [key])
        }
      },
    )
  }
  patches.method(
    'clock',
    process.memoryUsage,
    'rss',
    (original: () => number) => () => gate.value(opUsage, original, process, [], ['rss']),
  )
}
