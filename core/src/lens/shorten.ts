/** Texts in one line, cut to a length: for lists of exchanges. */
import { viewOf } from './unread.ts'

const LONG = 60

/** In one line, and with `…` for what is left out. */
export function shorten(text: string, limit: number = LONG): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line
}

/** Bytes as a text where they are one, or else how many they are. */
export function shortenBytes(bytes: Uint8Array, limit: number = LONG): string {
  const buffer = viewOf(bytes)
  // Whole characters only, and none that a terminal would act on.
  const text = buffer.toString('utf8', 0, limit * 4).replace(/\ufffd$/, '')
  // oxlint-disable-next-line no-control-regex -- These are what is to be kept out.
  if (/[\0-\x08\x0b\x0e-\x1f\x7f\ufffd]/.test(text)) return counted(bytes.length, 'byte')
  return shorten(text, limit)
}

/** `1 row`, `2 rows`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
