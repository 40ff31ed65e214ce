import { viewOf } from './unread.ts'

/** Short bytes in a fixture: a key, a cell, an argument. Text where they are text, else base64. */
export type ShortBytes = string | { readonly base64: string }

export function showBytes(bytes: Uint8Array): ShortBytes {
  const buffer = viewOf(bytes)
  const text = buffer.toString('utf8')
  return Buffer.from(text).equals(buffer) ? text : { base64: buffer.toString('base64') }
}

export function readBytes(bytes: ShortBytes): Buffer {
  return typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes.base64, 'base64')
}
