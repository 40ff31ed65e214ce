/** Texts that are made up by a rule: any other by that rule is as likely as those that were seen. */

export type Format =
  | { readonly kind: 'uuid' | 'date' }
  /** `between` the day and the time, and what comes at the `end`: a zone, or nothing. */
  | { readonly kind: 'instant'; readonly between: 'T' | ' '; readonly end: string }
  /** `places` behind the point. */
  | { readonly kind: 'decimal'; readonly places: number }

const UUID = /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/
const DATE = /^\d{4}-\d\d-\d\d$/
const INSTANT = /^\d{4}-\d\d-\d\d([T ])\d\d:\d\d:\d\d(?:\.\d+)?(Z|[+-]\d\d(?::?\d\d)?|)$/
const DECIMAL = /^-?\d+\.(\d+)$/

/** The rule by which all of the texts are made; null where there is none. */
export function formatOf(texts: readonly string[]): Format | null {
  const [first] = texts
  if (first === undefined) return null
  if (texts.every((it) => UUID.test(it))) return { kind: 'uuid' }
  if (texts.every((it) => DATE.test(it))) return { kind: 'date' }
  if (texts.every((it) => INSTANT.test(it))) {
    const [, between, zone = ''] = INSTANT.exec(first) ?? []
    // They are made in UTC, and say so in the same way.
    return {
      kind: 'instant',
      between: between === 'T' ? 'T' : ' ',
      end: zone.replaceAll(/[+-]|\d/g, (it) => (it === '-' || it === '+' ? '+' : '0')),
    }
  }
  if (!texts.every((it) => DECIMAL.test(it))) return null
  return { kind: 'decimal', places: Math.max(...texts.map((it) => DECIMAL.exec(it)?.[1]?.length ?? 0)) }
}
