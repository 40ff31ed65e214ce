/** An event as plain JSON: what JSON can't hold is written as an object with one key that begins with `$`. */
import type { TapeEvent } from '../tape/reader.ts'

export function eventAsJson({ index, time, op, target, fields, threw }: TapeEvent): Record<string, unknown> {
  return {
    index,
    time,
    op: op.name,
    kind: op.kind,
    ...(op.target ? { target } : {}),
    fields: fields.map(plain),
    ...(threw ? { threw } : {}),
  }
}

function plain(value: unknown): unknown {
  switch (typeof value) {
    case 'undefined':
      return { $undefined: true }
    case 'bigint':
      return { $bigint: String(value) }
    case 'function':
      return { $function: value.name }
    case 'symbol':
      return { $symbol: value.description ?? '' }
    case 'number':
      return Number.isFinite(value) ? value : { $number: String(value) }
    case 'object':
      return value === null ? null : plainObject(value)
    default:
      return value
  }
}

function plainObject(value: object): unknown {
  if (value instanceof Uint8Array) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    const text = bytes.toString('utf8')
    return Buffer.from(text).equals(bytes) ? { $text: text } : { $base64: bytes.toString('base64') }
  }
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Error)
    return { $error: value.name, message: value.message, stack: value.stack, ...entries(value) }
  if (value instanceof Map) return { $map: [...value].map(([k, v]) => [plain(k), plain(v)]) }
  if (value instanceof Set) return { $set: [...value].map(plain) }
  if ('toJSON' in value) return (value as { toJSON(): unknown }).toJSON()
  return entries(value)
}

function entries(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}
