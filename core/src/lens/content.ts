/** Bytes as people read and edit them in a text file: JSON as JSON, text as lines, the rest as base64. */
import { viewOf } from './unread.ts'

/** How JSON was laid out; compact where nothing is said. */
export interface Layout {
  /** What a level is indented by: so many spaces, or a text. */
  readonly indent?: number | string
  /** In one line, with a space behind each comma and colon, as Python writes it. */
  readonly spaced?: true
  /** What follows the value: mostly a line break. */
  readonly end?: string
}

export type Content =
  | { readonly json: unknown; readonly layout?: Layout }
  /** Lines, without the line feeds between them. */
  | { readonly text: readonly string[] }
  | { readonly base64: string }
  /** In memory only: what a fixture has in a file of its own. */
  | { readonly bytes: Uint8Array }

/** From this many bytes on, a content is no longer read among others: a fixture has it in a file of its own. */
export const LARGE: number = 16 * 1024
/** From this many bytes on, nobody edits JSON value by value, and it would take many times its size in memory. */
const HUGE = 4 * 1024 * 1024

const LAYOUTS: readonly Layout[] = [{}, { indent: 2 }, { spaced: true }, { indent: 4 }, { indent: '\t' }]

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Shows bytes so that `bytesOf` gives the very same again. */
export function contentOfBytes(bytes: Uint8Array): Content {
  const text = textOf(bytes)
  if (text === null) return { base64: viewOf(bytes).toString('base64') }
  if (bytes.length >= HUGE) return { text: [text] }
  return jsonOf(text) ?? { text: text.split('\n') }
}

/** The bytes of a content, also of one that was edited by hand. */
export function bytesOf(content: Content): Buffer {
  if ('bytes' in content) return viewOf(content.bytes)
  if ('base64' in content) return Buffer.from(content.base64, 'base64')
  if ('text' in content) return Buffer.from(content.text.join('\n'))
  if (!('json' in content)) throw new Error(`${JSON.stringify(content)} has none of \`json\`, \`text\` and \`base64\``)
  return Buffer.from(layOut(content.json, content.layout ?? {}))
}

/** Null for what is no text: not UTF-8, or with control characters in it. */
function textOf(bytes: Uint8Array): string | null {
  try {
    const text = decoder.decode(bytes)
    // What a huge one is tells its beginning; it is as exact either way.
    const sample = text.length >= HUGE ? text.slice(0, LARGE) : text
    // oxlint-disable-next-line no-control-regex -- They are what tells bytes from text; escape colours a text.
    return /[\0-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]/.test(sample) ? null : text
  } catch {
    return null
  }
}

/** Only what can be written again as it was: other numbers, orders and escapes than our own stay text. */
function jsonOf(text: string): Content | null {
  // A value of its own, such as `5` or `null`, is as well read as text.
  if (!/^[[{]/.test(text)) return null
  try {
    const json: unknown = JSON.parse(text)
    const end = /\s*$/.exec(text)?.[0] ?? ''
    for (const layout of LAYOUTS) {
      if (layOut(json, layout) + end !== text) continue
      const full = end === '' ? layout : { ...layout, end }
      return Object.keys(full).length === 0 ? { json } : { json, layout: full }
    }
    return null
  } catch {
    return null
  }
}

/** The list or the object that a text is in JSON, however it is laid out; undefined where it is neither. */
export function dataOf(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function layOut(json: unknown, { indent, spaced, end = '' }: Layout): string {
  return (spaced ? spacedOut(json) : JSON.stringify(json, null, indent)) + end
}

function spacedOut(json: unknown): string {
  if (Array.isArray(json)) return `[${json.map(spacedOut).join(', ')}]`
  if (typeof json !== 'object' || json === null) return JSON.stringify(json)
  return `{${Object.entries(json)
    .map(([key, value]) => `${JSON.stringify(key)}: ${spacedOut(value)}`)
    .join(', ')}}`
}
