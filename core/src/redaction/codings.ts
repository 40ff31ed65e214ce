/** How a text is put inside of another: decoding what is found, and the forms in which a secret may stand. */
import { binaryOf, textOf } from './binary.ts'

export type Coding = 'plain' | 'json' | 'url' | 'xml' | 'sql'

/** A text (as bytes) without its coding; as it is where it can't be taken off. */
export function decoded(coding: Coding, said: string): string {
  try {
    return DECODE[coding](said)
  } catch {
    return said
  }
}

const XML: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#39': "'",
  '#34': '"',
}

const DECODE: Readonly<Record<Coding, (said: string) => string>> = {
  plain: (said) => said,
  json: (said) => binaryOf(JSON.parse(`"${textOf(said)}"`) as string),
  url: (said) => binaryOf(decodeURIComponent(said.replaceAll('+', ' '))),
  xml: (said) => said.replaceAll(/&(#?\w+);/g, (all, name: string) => XML[name] ?? all),
  sql: (said) => said.replaceAll("''", "'").replaceAll(/\\(['"\\])/g, '$1'),
}

/**
 * The forms in which a text may stand, the text itself being the first; of any two texts in the same order. What base64
 * makes of it is for `base64.ts`.
 */
export function formsOf(secret: string): string[] {
  const text = textOf(secret)
  const url = encodeURIComponent(text)
  const strict = url.replaceAll(/[!'()*]/g, (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`)
  const urls = [url, strict, url.replaceAll('%20', '+'), strict.replaceAll('%20', '+'), encodeURI(text)]
  const json = JSON.stringify(text).slice(1, -1)
  const ascii = json.replaceAll(/[^\0-\u007f]/g, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const jsons = [json, ascii, json.replaceAll('/', '\\/'), withHtml(json)].flatMap((it) => {
    const twice = JSON.stringify(it).slice(1, -1)
    return [it, twice, JSON.stringify(twice).slice(1, -1)].map(binaryOf)
  })
  const xml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const quoted = xml.replaceAll('"', '&quot;')
  const hex = Buffer.from(secret, 'latin1').toString('hex')
  return [
    secret,
    ...urls.flatMap((it) => [it, lowerHex(it)]),
    encodeURIComponent(url),
    ...jsons,
    xml,
    quoted,
    quoted.replaceAll("'", '&#39;'),
    quoted.replaceAll("'", '&apos;'),
    secret.replaceAll("'", "''"),
    secret.replaceAll(/(['"\\])/g, String.raw`\$1`),
    // UTF-8 that was read byte by byte, and written as a text again.
    binaryOf(secret),
    hex,
    hex.toUpperCase(),
  ]
}

/** As Go and some of JavaScript write JSON that goes into a page. */
function withHtml(json: string): string {
  return json.replaceAll(/[<>&'+]/g, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function lowerHex(url: string): string {
  return url.replaceAll(/%[0-9A-F]{2}/g, (it) => it.toLowerCase())
}

/** A text as it is put inside of another. */
export function coded(coding: Coding, text: string): string {
  return CODE[coding](text)
}

const CODE: Readonly<Record<Coding, (text: string) => string>> = {
  plain: (text) => text,
  json: (text) => binaryOf(JSON.stringify(textOf(text)).slice(1, -1)),
  url: (text) => encodeURIComponent(textOf(text)),
  xml: (text) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  sql: (text) => text.replaceAll("'", "''"),
}
