/** What lenses have in common where what was said is rewritten. */
import type { Piece, Place, Rewrite } from './lens.ts'
import { viewOf } from './unread.ts'

/** Bytes, rewritten; the very same where nothing changes. */
export function rewriteBytes(bytes: Uint8Array, rewrite: Rewrite, place: Place): Uint8Array {
  const said = viewOf(bytes).toString('latin1')
  const is = rewrite(said, place)
  return is === said ? bytes : Buffer.from(is, 'latin1')
}

/** A text, rewritten. */
export function rewriteText(text: string, rewrite: Rewrite, place: Place): string {
  const said = Buffer.from(text).toString('latin1')
  const is = rewrite(said, place)
  return is === said ? text : Buffer.from(is, 'latin1').toString()
}

/** Bytes that came in pieces are looked at as a whole, and cut again where they were. */
export function rewritePieces(pieces: readonly Piece[], rewrite: Rewrite, place: Place): readonly Piece[] {
  const whole = Buffer.concat(pieces.map(({ bytes }) => bytes))
  const is = rewriteBytes(whole, rewrite, { ...place, isFixed: pieces.length > 1 })
  if (is === whole) return pieces
  let from = 0
  return pieces.map(({ at, bytes }, i) => {
    const to = i === pieces.length - 1 ? is.length : from + bytes.length
    const cut = is.subarray(from, to)
    from = to
    return { at, bytes: cut }
  })
}

/** All texts and bytes in plain data. */
export function rewriteData(data: unknown, rewrite: Rewrite, place: Place): unknown {
  if (typeof data === 'string') return rewriteText(data, rewrite, place)
  if (data instanceof Uint8Array) return rewriteBytes(data, rewrite, place)
  if (Array.isArray(data)) return data.map((it) => rewriteData(it, rewrite, place))
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(Object.entries(data).map(([key, it]) => [key, rewriteData(it, rewrite, place)]))
}
