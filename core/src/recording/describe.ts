/** An event as one line of text. */
import { inspect } from 'node:util'
import type { TapeEvent } from '../tape/reader.ts'

const MAX_TEXT = 120

/** `#12 +0.034s stream.read 3 status=0 bytes=…` */
export function describeEvent(event: TapeEvent): string {
  const { index, time, op, target, fields, threw } = event
  const parts = [`#${index}`, `+${(time / 1000).toFixed(3)}s`, op.name]
  if (op.target) parts.push(`@${target}`)
  fields.forEach((field, i) => {
    const label =
      threw && i === fields.length - 1
        ? 'threw'
        : (op.labels[i] ?? (op.name.endsWith('.done') && i === 0 ? 'when' : ''))
    parts.push(label === '' ? show(field) : `${label}=${show(field)}`)
  })
  return parts.join(' ')
}

function show(value: unknown): string {
  if (value instanceof Uint8Array) return showBytes(Buffer.from(value.buffer, value.byteOffset, value.byteLength))
  if (value instanceof Error) return `${value.name}: ${value.message}`
  return cut(inspect(value, { depth: 3, breakLength: Infinity, maxStringLength: MAX_TEXT, maxArrayLength: 20 }))
}

function showBytes(bytes: Buffer): string {
  const head = bytes.subarray(0, MAX_TEXT)
  const text = head.toString('utf8')
  // A replacement character anywhere but at the cut means that it isn't text.
  const isText = !/\ufffd(?!$)/.test(text) && head.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13))
  const shown = isText ? JSON.stringify(text) : `<${head.subarray(0, 32).toString('hex')}>`
  return `${shown}${bytes.length > head.length || !isText ? ` (${bytes.length} bytes)` : ''}`
}

function cut(text: string): string {
  return text.length > MAX_TEXT * 3 ? `${text.slice(0, MAX_TEXT * 3)}…` : text
}
