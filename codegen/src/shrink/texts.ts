/** How texts, bytes and numbers become simpler. */
import { ddmin } from './ddmin.ts'
import type { Scalar } from './parts.ts'

/** Texts of up to so many characters are cut by characters. */
const SHORT = 64
/** Bytes are cut by so many pieces at most. */
const PIECES = 64

/** @param ahead - what is asked next if it may not be such a value */
type Tried = (value: string | number, ahead: (count: number) => readonly string[]) => Promise<boolean>

/** What says nothing. */
export function simplest({ value }: Scalar): string | number {
  return typeof value === 'number' ? 0 : ''
}

/**
 * Makes a value that can't be the simplest as simple as it can be: numbers 1; texts without lines, words and, where they are short,
 * characters.
 *
 * @param holds - whether it may be such a value
 * @param isFine - whether little is left to be done
 */
export async function simplified({ value, isBase64 }: Scalar, holds: Tried, isFine: boolean): Promise<void> {
  if (typeof value === 'number') {
    if (value !== 0 && value !== 1) await holds(1, () => [])
    return
  }
  if (isBase64)
    return void (await cut(piecesOf(value), (pieces) => Buffer.concat(pieces).toString('base64'), holds, isFine))
  const lines = await cut(value.split(/(?<=\n)/), joined, holds, isFine)
  const text = await cut(lines.split(/(?<=\s)(?=\S)/), joined, holds, isFine)
  if (text.length <= SHORT) await cut(Array.from(text), joined, holds, isFine)
}

async function cut<T>(
  items: readonly T[],
  join: (items: readonly T[]) => string,
  holds: Tried,
  isFine: boolean,
): Promise<string> {
  if (items.length < 2) return join(items)
  return join(await ddmin(items, (kept, ahead) => holds(join(kept), (count) => ahead(count).map(join)), isFine))
}

function joined(texts: readonly string[]): string {
  return texts.join('')
}

function piecesOf(base64: string): Buffer[] {
  const bytes = Buffer.from(base64, 'base64')
  const size = Math.ceil(bytes.length / PIECES)
  return Array.from({ length: Math.ceil(bytes.length / Math.max(size, 1)) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  )
}
