/** What stands in the place of a secret: as long as it is, the same for the same one, and telling nothing of it. */
import { createHmac, randomBytes } from 'node:crypto'

const MARK = 'redacted'
/** How much of a placeholder tells it from others. */
const TAG = 8
const FILL = 'x'

export class Placeholders {
  /** Without it nobody can try out which secret leads to a placeholder; it is in no fixture. */
  readonly #key: Uint8Array
  readonly #known = new Map<string, string>()
  readonly #taken = new Map<string, string>()

  constructor(key: Uint8Array = randomBytes(32)) {
    this.#key = key
  }

  /**
   * A placeholder.
   *
   * @param secret - by which placeholders differ
   * @param length - of what it stands for: the secret, or a longer form of it
   */
  of(secret: string, length: number = secret.length): string {
    const id = `${length} ${secret}`
    const known = this.#known.get(id)
    if (known !== undefined) return known
    let placeholder = this.#make(secret, length, 0)
    // Short ones meet.
    for (let i = 1; i < 100 && (this.#taken.get(placeholder) ?? secret) !== secret; i++)
      placeholder = this.#make(secret, length, i)
    this.#known.set(id, placeholder)
    this.#taken.set(placeholder, secret)
    return placeholder
  }

  /** Digits in the place of a number. */
  digits(secret: string): string {
    const tag = this.#digest(secret, 0)
    return secret.replaceAll(/\d/g, (_, i: number) => String(1 + ((tag[i % tag.length] as number) % 9)))
  }

  /** Bytes in the place of bytes. */
  bytes(secret: string): string {
    const blocks = Array.from({ length: Math.ceil(secret.length / 32) }, (_, i) => this.#digest(secret, i))
    return Buffer.concat(blocks).toString('latin1', 0, secret.length)
  }

  #make(secret: string, length: number, attempt: number): string {
    const mark = MARK.slice(0, Math.ceil(length / 2))
    const digest = this.#digest(secret, attempt)
    const tag = Array.from({ length: TAG }, (_, i) => ((digest[i] as number) % 36).toString(36)).join('')
    return (mark + tag.slice(0, length - mark.length)).padEnd(length, FILL)
  }

  #digest(secret: string, attempt: number): Buffer {
    return createHmac('sha256', this.#key).update(`${attempt} `).update(secret, 'latin1').digest()
  }
}

let shared: Placeholders | null = null

/** Those of this process: the same secret has the same one in all of its fixtures. */
export function usual(): Placeholders {
  return (shared ??= new Placeholders())
}

/** Whether texts are the same but for the placeholders in them: those of two processes differ. */
export function areAlike(one: string, other: string): boolean {
  if (one === other) return true
  if (one.length !== other.length) return false
  if (isPlaceholder(one) && isPlaceholder(other)) return true
  const [masked, its] = [one, other].map((text) => text.replaceAll(WITHIN, MARK))
  return masked === its
}

const WITHIN = /redacted[a-z\d]{8}/g

/** Whether a text has the look of a placeholder: what was replaced once is left as it is. */
export function isPlaceholder(text: string): boolean {
  return text.length >= 16
    ? /^redacted[a-z\d]{8}x*$/.test(text)
    : text.length >= 4 && text.startsWith(MARK.slice(0, Math.ceil(text.length / 2))) && /^[a-z\d]+$/.test(text)
}
