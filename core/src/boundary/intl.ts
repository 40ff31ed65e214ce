/** Clocks behind other names: `Intl.DateTimeFormat#format()` without a date, and `Temporal.Now` (Node 26). */
import { defineOp } from '../tape/op.ts'
import type { Boundary, Context } from './boundary.ts'
import { disguise } from './patches.ts'

const opInstant = defineOp({ name: 'clock.instant', kind: 'value', fields: ['value'], labels: ['nanoseconds'] })
const opZone = defineOp({ name: 'clock.zone', kind: 'value', fields: ['text'], labels: ['zone'] })

type Format = (date?: unknown) => string

export const intl: Boundary = {
  name: 'intl',
  install(context) {
    installFormat(context)
    installTemporal(context)
  },
}

function installFormat({ patches, realm }: Context): void {
  const prototype = realm.Intl.DateTimeFormat.prototype
  // The boundary of clocks has replaced it; a program's fake timers have not yet.
  const { now } = realm.Date
  const bound = new WeakMap<object, Format>()
  const original = Object.getOwnPropertyDescriptor(prototype, 'format')?.get as (this: object) => Format
  const getter = {
    get format(): Format {
      const its = bound.get(this)
      if (its) return its
      const format = Reflect.apply(original, this, [])
      const ours: Format = (date) => format(date === undefined ? now() : date)
      disguise(ours, format)
      bound.set(this, ours)
      return ours
    },
  }
  const { get } = Object.getOwnPropertyDescriptor(getter, 'format') as { get: () => Format }
  disguise(get, original)
  patches.property('intl', prototype, 'format', { get })
}

/** What is used of `Temporal`, which the types of Node 20 don't have. */
interface Instant {
  readonly epochNanoseconds: bigint
  toZonedDateTimeISO(zone: unknown): Record<'toPlainDateTime' | 'toPlainDate' | 'toPlainTime', () => unknown>
}

interface TemporalNow {
  instant(): Instant
  timeZoneId(): string
  zonedDateTimeISO(zone?: unknown): unknown
  plainDateTimeISO(zone?: unknown): unknown
  plainDateISO(zone?: unknown): unknown
  plainTimeISO(zone?: unknown): unknown
}

function installTemporal({ gate, patches, realm }: Context): void {
  const { Temporal } = realm as {
    Temporal?: { Now: TemporalNow; Instant: { fromEpochNanoseconds(n: bigint): Instant } }
  }
  if (!Temporal) return
  const { Now, Instant } = Temporal
  const { instant: originalInstant, timeZoneId: originalZone } = Now
  const instant = (): Instant =>
    Instant.fromEpochNanoseconds(gate.read(opInstant, () => originalInstant().epochNanoseconds))
  const zone = (): string => gate.read(opZone, originalZone)
  const zoned = (given: unknown): ReturnType<Instant['toZonedDateTimeISO']> =>
    instant().toZonedDateTimeISO(given === undefined ? zone() : given)
  patches.method('intl', Now, 'instant', () => instant)
  patches.method('intl', Now, 'timeZoneId', () => zone)
  patches.method('intl', Now, 'zonedDateTimeISO', () => zoned)
  patches.method('intl', Now, 'plainDateTimeISO', () => (given: unknown) => zoned(given).toPlainDateTime())
  patches.method('intl', Now, 'plainDateISO', () => (given: unknown) => zoned(given).toPlainDate())
  patches.method('intl', Now, 'plainTimeISO', () => (given: unknown) => zoned(given).toPlainTime())
}
