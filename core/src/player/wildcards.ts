/**
 * Texts with placeholders in them, as a fixture has them in the place of secrets. A program may have another secret when it
 * is replayed, or none: any text is taken for a placeholder.
 */
import { escapeRegExp } from '../escape-regexp.ts'
import { changes } from './changes.ts'

/** Bytes in details stand there as base64. */
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/** Without a group that repeats, which takes stack for each time: a text may have 100 MB. */
function isBase64(text: string): boolean {
  return text.length >= 8 && text.length % 4 === 0 && BASE64.test(text)
}

const SHORT = 8
/** A private key may be missing as a whole, and not only what is between its first and its last line. */
const KEY = String.raw`-----BEGIN[A-Z ]* PRIVATE KEY[A-Z ]*-----[^-]+-----END[A-Z ]+-----(?:\n|\s)*`

export class Wildcards {
  readonly #placeholder: RegExp | null
  /** Those that may be a part of anything: they count only where they are all of a text. */
  readonly #short: ReadonlySet<string>
  /** What is between placeholders, by text; null where it has none. */
  readonly #parts = new Map<string, readonly string[] | null>()

  constructor(placeholders: readonly string[] = []) {
    const longest = placeholders.filter((it) => it.length >= SHORT).toSorted((a, b) => b.length - a.length)
    this.#short = new Set(placeholders.filter((it) => it.length < SHORT))
    this.#placeholder = placeholders.length === 0 ? null : new RegExp([KEY, ...longest.map(escapeRegExp)].join('|'))
  }

  /** Whether there is a placeholder in plain JSON. */
  isIn(value: unknown): boolean {
    if (!this.#placeholder) return false
    if (typeof value === 'string') return this.#partsOf(value) !== null || this.#partsOfBytes(value) !== null
    if (typeof value === 'number') return this.#partsOf(String(value)) !== null
    return typeof value === 'object' && value !== null && Object.values(value).some((it) => this.isIn(it))
  }

  /** Whether a value is what was recorded, as far as that is known; of values with values in them, whether all are. */
  readonly isSame = (recorded: unknown, actual: unknown): boolean => {
    if (!this.#placeholder) return false
    if (typeof recorded === 'object' && typeof actual === 'object')
      return changes(recorded, actual, { isSame: (a, b) => typeof a !== 'object' && this.isSame(a, b) }).length === 0
    if (typeof recorded === 'number')
      return typeof actual === 'number' && this.#partsOf(String(recorded))?.join('') === ''
    if (typeof recorded !== 'string') return false
    // What is secret may be missing as a whole.
    if (actual === undefined || actual === null) return this.#partsOf(recorded)?.join('') === ''
    if (typeof actual !== 'string') return false
    const parts = this.#partsOf(recorded)
    if (parts) return isLike(parts, actual)
    const inBytes = this.#partsOfBytes(recorded)
    return inBytes !== null && isLike(inBytes, latin1(actual))
  }

  /** Whether what has been said so far may become what was recorded; both as base64. */
  mayBecome(recorded: string, soFar: string): boolean {
    const parts = this.#partsOfBytes(recorded)
    if (!parts) return latin1(recorded).startsWith(latin1(soFar))
    const text = latin1(soFar)
    const [first = '', ...rest] = parts
    if (text.length <= first.length) return first.startsWith(text)
    if (!text.startsWith(first)) return false
    let at = first.length
    for (const part of rest) {
      const found = text.indexOf(part, at)
      if (found < 0) return true
      at = found + part.length
    }
    return at === text.length || rest.at(-1) === ''
  }

  #partsOf(text: string): readonly string[] | null {
    let parts = this.#parts.get(text)
    if (parts === undefined) {
      const split = this.#short.has(text) ? ['', ''] : this.#placeholder ? text.split(this.#placeholder) : []
      parts = split.length > 1 ? split : null
      this.#parts.set(text, parts)
    }
    return parts
  }

  #partsOfBytes(text: string): readonly string[] | null {
    return this.#placeholder && isBase64(text) ? this.#partsOf(latin1(text)) : null
  }
}

/** Whether a text has these parts, in order, with anything between them. */
function isLike(parts: readonly string[], text: string): boolean {
  const [first = '', last = ''] = [parts[0], parts.at(-1)]
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= text.length - last.length
}

function latin1(base64: string): string {
  return Buffer.from(base64, 'base64').toString('latin1')
}
