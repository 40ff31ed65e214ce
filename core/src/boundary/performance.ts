/**
 * What Node measures of itself: marks and measures (their times are given to the originals, which make the entries in
 * replay too), the event loop's figures, the milestones of the start. `performance.now` is in `clock.ts`.
 */
import perfHooks, { performance } from 'node:perf_hooks'
import { defineOp } from '../tape/op.ts'
import type { Boundary, Context } from './boundary.ts'
import { taintOnce } from './taint-once.ts'

const opFigure = defineOp({
  name: 'performance.figure',
  kind: 'value',
  fields: ['text', 'value', 'value'],
  asked: 2,
  labels: ['of', 'arguments', 'figure'],
})

/** Entries whose times a replay takes from the recording; those of all others are Node's own, of the moment. */
const OWN_ENTRIES = new Set(['mark', 'measure'])

type AnyFn = (this: unknown, ...args: unknown[]) => unknown
type Methods = Record<string, AnyFn>

interface MeasureOptions {
  readonly start?: unknown
  readonly end?: unknown
  readonly duration?: unknown
  readonly detail?: unknown
}

export const performanceBoundary: Boundary = {
  name: 'performance',
  install(context) {
    const prototype = Object.getPrototypeOf(performance) as Methods
    installUserTiming(context, prototype)
    installFigures(context, prototype)
    installDelay(context)
    installObservers(context)
    installTimeStamp(context)
  },
}

function installUserTiming({ patches }: Context, prototype: Methods): void {
  // The boundary of clocks has replaced it.
  const now = (): number => performance.now()
  patches.method(
    'performance',
    prototype,
    'mark',
    ((original: AnyFn): AnyFn =>
      function (this: unknown, name, options) {
        const isPlain = options === undefined || options === null || typeof options === 'object'
        const given = (options ?? {}) as { startTime?: unknown; detail?: unknown }
        if (!isPlain || given.startTime !== undefined) return Reflect.apply(original, this, [name, options])
        return Reflect.apply(original, this, [name, { startTime: now(), detail: given.detail }])
      }) as never,
  )
  patches.method(
    'performance',
    prototype,
    'measure',
    ((original: AnyFn): AnyFn =>
      function (this: unknown, ...args) {
        const options = endingNow(args[1], args[2], now)
        return Reflect.apply(original, this, options ? [args[0], options] : args)
      }) as never,
  )
}

/** The options of a measure that ends now, with that moment in them; null where it ends at another. */
function endingNow(given: unknown, endMark: unknown, now: () => number): MeasureOptions | null {
  if (endMark !== undefined) return null
  if (typeof given === 'string') return { start: given, end: now() }
  if (typeof given !== 'object' || given === null) return { end: now() }
  const { start, end, duration, detail } = given as MeasureOptions
  if (end !== undefined || (start !== undefined && duration !== undefined)) return null
  return start === undefined ? { end: now(), detail } : { start, end: now(), detail }
}

function installFigures({ gate, patches }: Context, prototype: Methods): void {
  const figure =
    (name: string): ((original: AnyFn) => AnyFn) =>
    (original) =>
      function (this: unknown, ...args) {
        return gate.value(opFigure, original as never, this, args, [name, args])
      }
  patches.method('performance', prototype, 'eventLoopUtilization', figure('eventLoopUtilization') as never)
  // From Node 24 on the module exports it by itself too.
  if ('eventLoopUtilization' in perfHooks) {
    const value = prototype['eventLoopUtilization']
    patches.property('performance', perfHooks, 'eventLoopUtilization', { value, writable: true, enumerable: true })
  }
  const { nodeTiming } = performance
  for (const [key, { get, enumerable }] of Object.entries(Object.getOwnPropertyDescriptors(nodeTiming))) {
    if (!get) continue
    const read = figure(`nodeTiming.${key}`)(get)
    patches.property('performance', nodeTiming, key, {
      get: () => Reflect.apply(read, nodeTiming, []),
      enumerable: enumerable === true,
    })
  }
}

/** The histogram of `monitorEventLoopDelay` is filled by the native side. */
function installDelay({ gate, patches }: Context): void {
  const measured = new WeakSet<object>()
  let installed = false
  const wrap = (key: string, original: AnyFn): AnyFn =>
    function (this: unknown, ...args) {
      if (!measured.has(this as object)) return Reflect.apply(original, this, args)
      return gate.value(opFigure, original as never, this, args, [`eventLoopDelay.${key}`, args])
    }
  const install = (prototype: Methods): void => {
    for (const [key, { get, value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (get) patches.property('performance', prototype, key, { get: wrap(key, get) })
      else if (key.startsWith('percentile'))
        patches.method('performance', prototype, key, () => wrap(key, value as AnyFn))
    }
  }
  patches.method('performance', perfHooks, 'monitorEventLoopDelay', (original: AnyFn) => {
    return function (this: unknown, ...args: unknown[]) {
      const histogram = Reflect.apply(original, this, args) as object
      if (!gate.open) return histogram
      measured.add(histogram)
      // Its class is to be had from one of its objects alone.
      if (!installed) install(Object.getPrototypeOf(Object.getPrototypeOf(histogram)) as Methods)
      installed = true
      return histogram
    }
  })
}

function installObservers({ gate, patches }: Context): void {
  const { prototype } = perfHooks.PerformanceObserver
  patches.method('performance', prototype, 'observe', (original: AnyFn) => {
    return function (this: unknown, ...args: unknown[]) {
      const { entryTypes, type } = (args[0] ?? {}) as { entryTypes?: unknown; type?: unknown }
      const other = [...(Array.isArray(entryTypes) ? (entryTypes as unknown[]) : []), type].find(
        (it): it is string => typeof it === 'string' && !OWN_ENTRIES.has(it),
      )
      if (other !== undefined) {
        taintOnce(gate, `A PerformanceObserver observes ${other} entries, which Node times by a clock of its own.`)
      }
      return Reflect.apply(original, this, args)
    }
  })
}

/** When an event was made: read by few, so it is recorded for those that ask. */
function installTimeStamp({ gate, patches, realm }: Context): void {
  const { prototype } = realm.Event
  const known = new WeakMap<object, unknown>()
  const { get, enumerable } = Object.getOwnPropertyDescriptor(prototype, 'timeStamp') as PropertyDescriptor
  patches.property('performance', prototype, 'timeStamp', {
    get(this: object) {
      if (!gate.open) return Reflect.apply(get as AnyFn, this, [])
      if (!known.has(this)) known.set(this, gate.value(opFigure, get as never, this, [], ['Event.timeStamp', []]))
      return known.get(this)
    },
    enumerable: enumerable === true,
  })
}
