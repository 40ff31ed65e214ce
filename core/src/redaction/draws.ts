/** Random values of a test, in which a secret may stand as it does anywhere: a password that the program has made. */
import type { DrawsData } from '../scope/draws.ts'
import type { Rewrite } from '../lens/lens.ts'
import { binaryOf, textOf } from './binary.ts'
import type { Secrets } from './secrets.ts'

type Show = (bytes: string) => string

/** What programs make of random bytes that they have drawn. */
const SHOWN: readonly Show[] = (['hex', 'base64', 'base64url'] as const).map(
  (encoding) => (bytes) => Buffer.from(bytes, 'latin1').toString(encoding),
)

/**
 * Has secrets that the program has made of random bytes replaced by what it makes of other ones, which it draws in a replay:
 * else what it makes would not be what servers say.
 */
export function replaceDrawn(draws: DrawsData, secrets: Secrets): void {
  for (const drawn of Object.values(draws).flat(2)) {
    if (!Buffer.isBuffer(drawn)) continue
    const bytes = drawn.toString('latin1')
    const shown = SHOWN.filter((show) => secrets.has(show(bytes)))
    if (shown.length === 0) continue
    const others = secrets.bytes(bytes)
    secrets.replaceBy(bytes, others)
    for (const show of shown) secrets.replaceBy(show(bytes), show(others))
  }
}

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
