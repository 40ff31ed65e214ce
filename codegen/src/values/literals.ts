/** Literals: strings, numbers, names of properties, bytes. */
import type { ValueNode } from '../observation.ts'
import type { TextStyle } from '../style.ts'

type Quote = TextStyle['quote']
type Primitive = Extract<ValueNode, { kind: 'primitive' }>
type Bytes = Extract<ValueNode, { kind: 'bytes' }>

/** Letters of other scripts are not the same in every version of Unicode, and so of the language. */
const IDENTIFIER = /^[A-Za-zÀ-ÖØ-öø-ɏ$_][\wÀ-ÖØ-öø-ɏ$]*$/
/** Whole numbers as an object has them for keys. */
const INDEX = /^(?:0|[1-9]\d{0,8})$/
/** Text of several lines that is longer is easier to read as lines. */
const SHORT_TEXT = 40
/** Bytes that are more are easier to read as base64. */
const FEW_BYTES = 24

export function primitiveSource({ type, text }: Primitive, quote: Quote): string {
  switch (type) {
    case 'string':
      return textSource(text, quote)
    case 'bigint':
      return `${text}n`
    default:
      return text
  }
}

function textSource(text: string, quote: Quote): string {
  const isLines = text.length > SHORT_TEXT && text.includes('\n')
  return isLines && !hasControls(text.replaceAll('\n', '')) ? linesSource(text) : stringSource(text, quote)
}

export function stringSource(text: string, quote: Quote): string {
  const other = quote === "'" ? '"' : "'"
  const its = text.includes(quote) && !text.includes(other) ? other : quote
  // JSON has every escape that is needed, also for halves of pairs.
  const inner = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll(/[\u007f-\u009f\u2028\u2029\ufeff]/g, (letter) => String.raw`\u` + hex(letter))
  return its + inner.replaceAll(its, `\\${its}`) + its
}

function linesSource(text: string): string {
  return `\`${text.replaceAll(/[\\`]|\$(?=\{)/g, String.raw`\$&`)}\``
}

function hasControls(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  return /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/.test(text) || !isWellFormed(text)
}

/** Whether UTF-8 can say it: a half of a pair it can't. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}

function hex(letter: string): string {
  return letter.charCodeAt(0).toString(16).padStart(4, '0')
}

export function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name)
}

/** The name of a property in an object literal. */
export function keySource(key: string, quote: Quote): string {
  // As it stands it would set the prototype.
  if (key === '__proto__') return `[${stringSource(key, quote)}]`
  return isIdentifier(key) || INDEX.test(key) ? key : stringSource(key, quote)
}

/** What follows an object to have a property of it. */
export function accessSource(key: string, quote: Quote): string {
  if (isIdentifier(key)) return `.${key}`
  return INDEX.test(key) ? `[${key}]` : `[${stringSource(key, quote)}]`
}

/** Null where a test can't make such bytes. */
export function bytesSource({ type, base64 }: Bytes, quote: Quote): string | null {
  const bytes = Buffer.from(base64, 'base64')
  if (type === 'Buffer') return bufferSource(bytes, quote)
  const source = bytes.length <= FEW_BYTES ? `[${[...bytes].join(', ')}]` : bufferSource(bytes, quote)
  switch (type) {
    case 'Uint8Array':
      return `new Uint8Array(${source})`
    case 'ArrayBuffer':
      return `new Uint8Array(${source}).buffer`
    case 'DataView':
      return `new DataView(new Uint8Array(${source}).buffer)`
    default:
      return VIEWS.has(type) ? `new ${type}(${viewSource(type, bytes) ?? `new Uint8Array(${source}).buffer`})` : null
  }
}

/** Text as text: most buffers hold some. */
function bufferSource(bytes: Buffer, quote: Quote): string {
  const text = bytes.toString('utf8')
  if (Buffer.from(text).equals(bytes) && !hasControls(text.replaceAll(/[\t\r\n]/g, '')))
    return `Buffer.from(${textSource(text, quote)})`
  if (bytes.length <= FEW_BYTES) return `Buffer.from([${[...bytes].join(', ')}])`
  return `Buffer.from(${quote}${bytes.toString('base64')}${quote}, ${quote}base64${quote})`
}

const VIEWS: ReadonlySet<string> = new Set([
  'Int8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
])

type ViewClass = new (buffer: ArrayBufferLike) => ArrayLike<number | bigint>

/** Its numbers, where they are few and their text says all of them. */
function viewSource(type: string, bytes: Buffer): string | null {
  const View = (globalThis as unknown as Record<string, ViewClass>)[type] as ViewClass
  const items = Array.from(new View(new Uint8Array(bytes).buffer))
  if (items.length > FEW_BYTES || items.some((item) => Number.isNaN(item))) return null
  return `[${items.map((item) => (typeof item === 'bigint' ? `${item}n` : Object.is(item, -0) ? '-0' : String(item))).join(', ')}]`
}
