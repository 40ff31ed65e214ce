import type { TextStyle } from '../style.ts'
import type { Layout } from '../values/layout.ts'
import { keySource, stringSource } from '../values/literals.ts'
import { looseSource } from './loose.ts'
import type { Volatile } from './plan.ts'

/**
 * What JSON says, as source.
 *
 * @param volatile - parts of it that are written by what they are
 */
export function jsonSource(value: unknown, quote: TextStyle['quote'], volatile: readonly Volatile[] = []): Layout {
  const loose = volatile.find(({ path }) => path.length === 0)
  if (loose) return looseSource(loose.value)
  if (typeof value === 'string') return stringSource(value, quote)
  if (typeof value !== 'object' || value === null) return String(value)
  const within = (key: string | number, its: unknown): Layout => jsonSource(its, quote, inside(volatile, key))
  if (Array.isArray(value)) return { open: '[', items: value.map((item, i) => within(i, item)), close: ']' }
  const items = Object.entries(value).map(([key, its]): Layout => [`${keySource(key, quote)}: `, within(key, its)])
  return { open: '{', items, close: '}' }
}

function inside(volatile: readonly Volatile[], key: string | number): Volatile[] {
  return volatile.flatMap(({ path: [first, ...path], value }) => (first === key ? [{ path, value }] : []))
}
