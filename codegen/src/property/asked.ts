/** What requests are made of: if it is another, a request is asked that was not recorded. */
import type { Answered } from '@retrace/core/recordings'
import { isSql } from './kinds.ts'
import { isPlain } from './shape.ts'

/**
 * Whether a request of a call has something of an answer in its address, as what names a thing.
 *
 * @param key - by which the value stands in its answer
 */
export function isAskedWith(value: unknown, key: string, own: readonly Answered[]): boolean {
  if (Array.isArray(value)) return value.some((it) => isAskedWith(it, key, own))
  if (isPlain(value)) return Object.entries(value).some(([name, it]) => isAskedWith(it, name, own))
  return own.some(({ operation }) => !isSql(operation) && isIn(value, key, operation))
}

function isIn(value: unknown, key: string, operation: string): boolean {
  const address = operation.slice(operation.indexOf(' ') + 1)
  const segments = address.split(/[/:]/)
  if (typeof value === 'string') {
    const encoded = encodeURIComponent(value)
    return (value.length > 1 && segments.some((it) => it === value || it === encoded)) || leadsTo(value, address)
  }
  // Few numbers name things, and many are the same by chance.
  const isNamed = (at: number): boolean => /(?:^|_|[a-z\d])id$/i.test(key) || isOf(key, segments[at - 1] ?? '')
  return typeof value === 'number' && segments.some((it, at) => it === String(value) && isNamed(at))
}

/** Links to the next page. */
function leadsTo(link: string, address: string): boolean {
  return (
    /^\/[^/]+\/./.test(address) &&
    URL.canParse(link, 'http://host') &&
    new URL(link, 'http://host').pathname === address
  )
}

/** `customer` is one of the `customers`. */
function isOf(key: string, collection: string): boolean {
  return key.length > 2 && collection.toLowerCase().startsWith(key.toLowerCase())
}
