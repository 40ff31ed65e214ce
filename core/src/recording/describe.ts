/** An event as one line of text. */
import { nodeUtil } from '../node-util.ts'
import type { TapeEvent } from '../tape/reader.ts'

const MAX_TEXT = 120
const MAX_HEX = 32

/**
 * `#12 +0.034s stream.read @3 bytes="GET / HTTP/1.1…" (78 bytes)`
 *
 * @param limit - characters of a text, and bytes, that are shown of each field
 */
export function describeEvent(event: TapeEvent, limit: number = MAX_TEXT): string {
  const { index, time, op, target, fields, threw } = event
  const parts = [`#${index}`, `+${(time / 1000).toFixed(3)}s`, op.name]
  if (op.target) parts.push(`@${target}`)
  fields.forEach((field, i) => {
    const label =
      threw && i === fields.length - 1
        ? 'threw'
        : (op.labels[i] ?? (op.name.endsWith('.done') && i === 0 ? 'when' : ''))
    const shown = show(field, limit)
    parts.push(label === '' ? shown : `${label}=${shown}`)
  })
  return parts.join(' ')
}

function show(value: unknown, limit: number): string {
  if (value instanceof Uint8Array) return showBytes(value, limit)
  if (value instanceof Error) return `${value.name}: ${value.message}`
  return cut(
    nodeUtil.inspect(value, { depth: 3, breakLength: Infinity, maxStringLength: limit, maxArrayLength: 20 }),
    limit * 3,
  )
}

function showBytes(bytes: Uint8Array, limit: number): string {
  const size = `(${bytes.length} bytes)`
  const text = decodeText(bytes.subarray(0, limit))
  if (text !== null) return bytes.length > limit ? `${JSON.stringify(`${text}…`)} ${size}` : JSON.stringify(text)
  return `<${Buffer.from(bytes.subarray(0, MAX_HEX)).toString('hex')}${bytes.length > MAX_HEX ? '…' : ''}> ${size}`
}

/** Bytes as text, or null where they are none. A character that is cut off at the end is left out. */
export function decodeText(bytes: Uint8Array): string | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('utf8')
    .replace(/\ufffd{1,3}$/, '')
  // oxlint-disable-next-line no-control-regex -- Control characters are what tells bytes from text; escape colours it.
  return /[\0-\x08\x0e-\x1a\x1c-\x1f\ufffd]/.test(text) || (text === '' && bytes.length > 0) ? null : text
}

function cut(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit)}…` : text
}
