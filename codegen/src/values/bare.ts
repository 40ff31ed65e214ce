/** What is thrown and is no object: `throw 'no such order'`. */
import type { ErrorSeen } from '../observation.ts'
import type { TextStyle } from '../style.ts'
import { stringSource } from './literals.ts'

const TYPES = new Set(['string', 'number', 'bigint', 'boolean', 'symbol', 'undefined', 'null'])

export function isBare({ class: type }: Pick<ErrorSeen, 'class'>): boolean {
  return TYPES.has(type)
}

/** As source has it; of a symbol there is no other one. */
export function bareSource({ class: type, message }: ErrorSeen, quote: TextStyle['quote']): string {
  if (type === 'symbol') return 'expect.any(Symbol)'
  return type === 'string' ? stringSource(message, quote) : message
}

/** Whether a runner tells of it so: Vitest by the value as text, Jest as source has it, and as an error of its own. */
export function isSaidSo({ class: type, message }: ErrorSeen, said: string): boolean {
  const shown = /^(?:thrown|Failed): ([\s\S]*)$/.exec(said)?.[1]
  if (shown === undefined) return said === message
  return shown === (type === 'string' ? JSON.stringify(message) : message)
}
