/**
 * A secret inside of what base64 made of a longer text. Three bytes are four characters there, so that a text has three
 * looks, by where it begins; what of its first and last character depends on its neighbours is not sought, but replaced.
 */

const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const URL = STANDARD.replace('+/', '-_')

export interface Core {
  /** The characters that say nothing but the secret. */
  readonly text: string
  /** How many bytes of the secret's first group of three are not its own. */
  readonly offset: number
}

/** What base64 makes of a text, by where it begins; in both alphabets. */
export function coresOf(secret: string): Core[] {
  const cores = [0, 1, 2].map((offset): Core => ({ text: coreOf(secret, offset), offset }))
  return cores.flatMap((core) => {
    const url = inUrl(core.text)
    return url === core.text ? [core] : [core, { ...core, text: url }]
  })
}

/**
 * Replaces a secret by a text of the same length.
 *
 * @param around - the text in which the core stands
 * @param at - where it stands
 * @returns what stands there then, from `from` to `to`
 */
export function replaceCore(
  around: string,
  at: number,
  core: Core,
  secret: string,
  replacement: string,
): { from: number; to: number; text: string } {
  const isUrl =
    core.text !== coreOf(secret, core.offset) || /[-_]/.test(around.slice(at - 1, at + core.text.length + 1))
  const alphabet = isUrl ? URL : STANDARD
  const own = coreOf(replacement, core.offset)
  const text = isUrl ? inUrl(own) : own
  const end = at + core.text.length
  const bits = 8 * (core.offset + secret.length)
  const before =
    core.offset === 0 ? null : mixed(around[at - 1], edge(replacement, core.offset, -1), 6 - ownBits(core.offset))
  const after = bits % 6 === 0 ? null : mixed(around[end], edge(replacement, core.offset, 1), bits % 6, true)
  return {
    from: before === null ? at : at - 1,
    to: after === null ? end : end + 1,
    text: (before ?? '') + text + (after ?? ''),
  }

  /** A character some of whose bits are a neighbour's. */
  function mixed(char: string | undefined, its: number, split: number, isHigh = false): string | null {
    const old = char === undefined ? -1 : alphabet.indexOf(char)
    if (old < 0) return null
    const low = (1 << (6 - split)) - 1
    return alphabet[isHigh ? (old & low) | (its & ~low & 63) : (old & ~low & 63) | (its & low)] as string
  }
}

/** Of the character before a core, how many bits are the secret's. */
function ownBits(offset: number): number {
  return offset === 1 ? 4 : 2
}

/** The value of the character before or behind a core, with nothing of neighbours in it. */
function edge(secret: string, offset: number, side: -1 | 1): number {
  const all = whole(secret, offset)
  const at = side < 0 ? first(offset) - 1 : last(secret, offset)
  return STANDARD.indexOf(all[at] as string)
}

function coreOf(secret: string, offset: number): string {
  return whole(secret, offset).slice(first(offset), last(secret, offset))
}

function whole(secret: string, offset: number): string {
  const padding = '\0'.repeat((3 - ((offset + secret.length) % 3)) % 3)
  return Buffer.from('\0'.repeat(offset) + secret + padding, 'latin1').toString('base64')
}

const first = (offset: number): number => Math.ceil((8 * offset) / 6)
const last = (secret: string, offset: number): number => Math.floor((8 * (offset + secret.length)) / 6)

function inUrl(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_')
}
