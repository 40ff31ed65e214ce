/**
 * A long text part by part: patterns that look far ahead take more stack than there is where a body has 100 MB, and none
 * of what is sought is long.
 */

const SIZE = 1 << 20
/** What belongs to two windows; more than anything that is sought. */
const SHARED = 1 << 14

export interface Window {
  readonly text: string
  /** Where it stands. */
  readonly from: number
  /** What begins from here on and before there is this window's, by places in it; the rest its neighbours see better. */
  readonly first: number
  readonly end: number
}

export function windowsOf(text: string): Window[] {
  if (text.length <= SIZE) return [{ text, from: 0, first: 0, end: text.length }]
  const windows: Window[] = []
  for (let from = 0; from + SHARED < text.length; from += SIZE - SHARED) {
    const its = text.slice(from, from + SIZE)
    const isLast = from + SIZE >= text.length
    windows.push({
      text: its,
      from,
      first: from === 0 ? 0 : SHARED / 2,
      end: isLast ? its.length : SIZE - SHARED / 2,
    })
  }
  return windows
}
