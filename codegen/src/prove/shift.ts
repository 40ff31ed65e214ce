/** The same recording at another time, and with other luck. */
import type { Hidden } from '@retrace/core/recordings'

/** Another month, another day of the week, another hour, another minute. */
const LATER_MS = ((40 * 24 + 5) * 60 + 17) * 60_000 + 13_579

/** A fixture as it would be, had the clock and what was drawn at random been others. */
export function shifted<F extends Hidden>(fixture: F): F {
  // How long the code itself took is another time then, too.
  return { ...fixture, began: fixture.began + LATER_MS, clock: '', random: otherOf(fixture.random) }
}

/** Of the same kinds and lengths. Numbers are as they are: where they come from, they lie in a range that isn't known. */
function otherOf<T>(value: T): T {
  return other(value) as T
}

function other(value: unknown): unknown {
  if (value instanceof Uint8Array) return value.map((byte) => byte ^ 0x5a)
  if (Array.isArray(value)) return value.map(other)
  // Of a UUID, what says of which kind it is stays.
  if (typeof value === 'string') return value.replace(/^[\da-f]{8}/, (digits) => digits.replaceAll(/./g, otherDigit))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, its]) => [key, other(its)]))
}

function otherDigit(digit: string): string {
  return (Number.parseInt(digit, 16) ^ 0x5).toString(16)
}
