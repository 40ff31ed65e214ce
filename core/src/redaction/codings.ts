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

/** The forms in which a text may stand, the text itself being the first; what base64 makes of it is for `base64.ts`. */
export function formsOf(secret: string): Set<string> {
  const text = textOf(secret)
  const forms = new Set([secret])
  const url = encodeURIComponent(text)
  const strict = url.replaceAll(/[!'()*]/g, (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`)
  for (const it of [url, strict, url.replaceAll('%20', '+'), strict.replaceAll('%20', '+'), encodeURI(text)]) {
    forms.add(it)
    forms.add(lowerHex(it))
  }
  forms.add(encodeURIComponent(url))
  const json = JSON.stringify(text).slice(1, -1)
  const ascii = json.replaceAll(/[^\0-\u007f]/g, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`)
  for (const it of [json, ascii, json.replaceAll('/', '\\/'), withHtml(json)]) {
    forms.add(binaryOf(it))
    const twice = JSON.stringify(it).slice(1, -1)
    forms.add(binaryOf(twice))
    forms.add(binaryOf(JSON.stringify(twice).slice(1, -1)))
  }
  const xml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const quoted = xml.replaceAll('"', '&quot;')
  for (const it of [xml, quoted, quoted.replaceAll("'", '&#39;'), quoted.replaceAll("'", '&apos;')]) forms.add(it)
  forms.add(secret.replaceAll("'", "''"))
  forms.add(secret.replaceAll(/(['"\\])/g, String.raw`\$1`))
  // UTF-8 that was read byte by byte, and written as a text again.
  forms.add(binaryOf(secret))
  const hex = Buffer.from(secret, 'latin1').toString('hex')
  forms.add(hex)
  forms.add(hex.toUpperCase())
  return forms
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
