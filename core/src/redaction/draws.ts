/** Random values of a test, in which a secret may stand as it does anywhere: a password that the program has made. */
import type { DrawsData } from '../scope/draws.ts'
import type { Rewrite } from '../lens/lens.ts'
import { binaryOf, textOf } from './binary.ts'

export function drawsRewritten(draws: DrawsData, rewrite: Rewrite): DrawsData {
  const walk = (value: unknown, path: string): unknown => {
    if (typeof value === 'string') return textOf(rewrite(binaryOf(value), { path, isFixed: true }))
    if (Buffer.isBuffer(value)) return Buffer.from(rewrite(value.toString('latin1'), { path, isFixed: true }), 'latin1')
    return Array.isArray(value) ? value.map((it) => walk(it, path)) : value
  }
  return Object.fromEntries(
    Object.entries(draws).map(([name, values]) => [name, values.map((it) => walk(it, `$.random.${name}`))]),
  )
}
