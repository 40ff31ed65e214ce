/** Private keys in PEM (RFC 7468): the lines that say what it is stay, and what is between them goes. */

const KEY = /-----BEGIN(?:[ +A-Z]|%20)*PRIVATE(?: |\+|%20)KEY(?:(?: |\+|%20)BLOCK)?-----([^-]+)/dg
/** Line breaks, as they are or as a coding has them; headers; and what is the key. */
const PART = /\\+[nrt]|%0[AaDd]|[A-Z][\w-]*:[^\r\n\\]*|[A-Za-z0-9+/=]{4,}/dg

/** The parts of private keys in a text. */
export function* privateKeysIn(text: string): IterableIterator<{ start: number; end: number }> {
  if (!text.includes('-----BEGIN')) return
  for (const { indices } of text.matchAll(KEY)) {
    const [from, to] = indices?.[1] ?? [0, 0]
    for (const part of text.slice(from, to).matchAll(PART)) {
      if (!/^[A-Za-z0-9+/=]+$/.test(part[0])) continue
      const [start, end] = part.indices?.[0] ?? [0, 0]
      yield { start: from + start, end: from + end }
    }
  }
}
