import { counted, shorten, shortenBytes } from '../shorten.ts'
import type { RedisExchange } from './exchange.ts'
import type { Resp } from './resp.ts'

/** `GET user:7 → "{\"name\":…"`. */
export function describeRedis({ command, replies }: RedisExchange): string {
  const asked = command ? shorten(command.map((word) => shortenBytes(word, 30)).join(' '), 100) : '(unasked)'
  return `${asked} → ${replies.map(({ value }) => describe(value)).join(', ') || 'no answer'}`
}

function describe({ type, value }: Resp): string {
  if (value === null || type === '_') return 'nil'
  if (typeof value === 'string') return type === '-' ? `error ${shorten(value)}` : shorten(value)
  if (value instanceof Uint8Array) return `"${shortenBytes(value, 40)}"`
  if (type === '>') return shorten(value.map(describe).join(' '))
  return type === '%' ? counted(value.length / 2, 'pair') : counted(value.length, 'value')
}
