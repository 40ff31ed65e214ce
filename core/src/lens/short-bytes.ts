import { bytesOf, type Content, contentOfBytes, LARGE } from './content.ts'
import { viewOf } from './unread.ts'

/** Short bytes in a fixture: a key, a cell, an argument. A text where they are text, and short. */
export type ShortBytes = string | Content

export function showBytes(bytes: Uint8Array): ShortBytes {
  const buffer = viewOf(bytes)
  if (buffer.length >= LARGE) return contentOfBytes(buffer)
  const text = buffer.toString('utf8')
  return Buffer.from(text).equals(buffer) ? text : { base64: buffer.toString('base64') }
}

export function readBytes(bytes: ShortBytes): Buffer {
  return typeof bytes === 'string' ? Buffer.from(bytes) : bytesOf(bytes)
}
