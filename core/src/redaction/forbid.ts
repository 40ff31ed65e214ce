/** A last look at what would be written: a fixture that has what a rule forbids is not. */
import { itemStep, keyStep } from '../paths.ts'
import { everywhere, type ForbidRule, patternOf } from './rules.ts'

export interface Refusal {
  /** The name of the rule; its place in the list, with its pattern, where it has none. Never what it has found. */
  readonly rule: string
  /** Where in the JSON of the fixture. */
  readonly place: string
}

/**
 * Looks for what is forbidden.
 *
 * @param json - of a fixture, with its bodies in it
 */
export function refusalOf(json: unknown, rules: readonly ForbidRule[]): Refusal | null {
  for (const [i, rule] of rules.entries()) {
    const { name, pattern } = partsOf(rule)
    const found = pattern && find(json, everywhere(pattern), '$')
    if (found) return { rule: name ?? unnamed(pattern, i, found.text), place: found.place }
  }
  return null
}

function partsOf(rule: ForbidRule): { readonly name: string | null; readonly pattern: RegExp | null } {
  const pattern = patternOf(rule)
  if (pattern || typeof rule !== 'object' || !('name' in rule)) return { name: null, pattern }
  return { name: rule.name, pattern: patternOf(rule.pattern) }
}

/** A pattern may be the very text that it is to keep out. */
function unnamed(pattern: RegExp, index: number, found: string): string {
  const source = String(pattern)
  return `forbid[${index}]${source.toLowerCase().includes(found.toLowerCase()) ? '' : ` (${source})`}`
}

interface Found {
  readonly text: string
  readonly place: string
}

function find(json: unknown, pattern: RegExp, place: string): Found | null {
  if (typeof json === 'string' || typeof json === 'number') return match(String(json), pattern, place)
  if (typeof json !== 'object' || json === null) return null
  if (json instanceof Uint8Array) return match(Buffer.from(json).toString('utf8'), pattern, place)
  if (Array.isArray(json)) {
    // Lines of a text are looked at one by one, and together.
    const lines = json.length > 0 && json.every((it) => typeof it === 'string') ? json.join('\n') : ''
    return first(json.map((it, i) => () => find(it, pattern, place + itemStep(i)))) ?? match(lines, pattern, place)
  }
  const entries = Object.entries(json)
  return first(
    entries.flatMap(([key, value]) => [
      () => match(key, pattern, place),
      () => find(value, pattern, place + keyStep(key)),
      () =>
        key === 'base64' && typeof value === 'string'
          ? find(Buffer.from(value, 'base64'), pattern, place + keyStep(key))
          : null,
    ]),
  )
}

function first(looks: readonly (() => Found | null)[]): Found | null {
  for (const look of looks) {
    const found = look()
    if (found) return found
  }
  return null
}

function match(text: string, pattern: RegExp, place: string): Found | null {
  for (const form of new Set([text, withoutUrlCoding(text), withoutEscapes(text), ...inBase64(text)]))
    for (const [its] of form.matchAll(pattern)) if (its !== '') return { text: its, place }
  return null
}

/** As it was meant, where it stands in JSON that is itself a text. */
function withoutEscapes(text: string): string {
  if (!text.includes('\\')) return text
  return text.replaceAll(/(?:\\u[\da-f]{4}|\\[bfnrt"\\/])+/gi, (escaped) => JSON.parse(`"${escaped}"`) as string)
}

const BASE64 = /[\w+/-]{12,}={0,2}/g

/** What is in base64 within it, as in a header of Basic authentication or in a token. */
function inBase64(text: string): string[] {
  return (text.match(BASE64) ?? []).map((its) => Buffer.from(its, 'base64').toString('utf8'))
}

/** As it was meant, where it stands in an address or a form. */
function withoutUrlCoding(text: string): string {
  if (!text.includes('%')) return text
  const bytesOf = (codes: string): Buffer => Buffer.from(codes.replaceAll('%', ''), 'hex')
  return text.replaceAll('+', ' ').replaceAll(/(?:%[\da-f]{2})+/gi, (codes) => bytesOf(codes).toString('utf8'))
}
