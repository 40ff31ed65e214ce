/** Values as people read them in a fixture: JSON where that says it all, else packed, with a line that shows it. */
import { inspect } from 'node:util'
import { decodeValue, encodeValue, isWellFormed } from '../../tape/codec.ts'
import { bytesOf, type Content } from '../content.ts'

export type ShownValue = Content | { readonly packed: string; readonly shown: readonly string[] }

export function showValue(packed: Uint8Array): ShownValue {
  const value = decodeValue(packed)
  if (isPlain(value)) return { json: value }
  return { packed: Buffer.from(packed).toString('base64'), shown: inspect(value, { depth: 6 }).split('\n') }
}

export function readValue(shown: ShownValue): Uint8Array {
  if ('packed' in shown) return Buffer.from(shown.packed, 'base64')
  return pack(JSON.parse(bytesOf(shown).toString()))
}

/** In memory of its own. */
export function pack(value: unknown): Uint8Array {
  return Buffer.from(encodeValue(value))
}

/** Whether JSON has a word for all of it. */
export function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return isWellFormed(value)
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  if (typeof value === 'boolean' || value === null) return true
  if (Array.isArray(value)) return value.every(isPlain)
  if (typeof value !== 'object') return false
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isPlain)
}
