/** The content of a body: what is left once its content codings are off (RFC 9110 section 8.4). */
import zlib from 'node:zlib'
import type { Piece } from '../lens.ts'
import { viewOf } from '../unread.ts'
import { headerOf, type RawHeaders } from './exchange.ts'

/** `zstd` is in Node from 22.15 on. */
type Zstd = Partial<Record<'zstdDecompressSync' | 'zstdCompressSync', (bytes: Uint8Array) => Buffer>>

interface Coding {
  readonly decode: (bytes: Uint8Array) => Buffer
  readonly encode: (bytes: Uint8Array) => Buffer
}

const GZIP: Coding = { decode: zlib.gunzipSync, encode: zlib.gzipSync }

const CODINGS: Readonly<Record<string, Coding>> = {
  gzip: GZIP,
  'x-gzip': GZIP,
  br: { decode: zlib.brotliDecompressSync, encode: zlib.brotliCompressSync },
  // Meant is the format of zlib; some send what is inside of it alone.
  deflate: {
    decode: (bytes) => ((bytes[0] ?? 0) % 16 === 8 ? zlib.inflateSync(bytes) : zlib.inflateRawSync(bytes)),
    encode: zlib.deflateSync,
  },
  ...zstd(zlib as unknown as Zstd),
}

function zstd({ zstdDecompressSync: decode, zstdCompressSync: encode }: Zstd): Record<string, Coding> {
  return decode && encode ? { zstd: { decode, encode } } : {}
}

const NONE: readonly Coding[] = []

/** The codings of a message, the first one applied first; null where one isn't known. */
function codingsOf(headers: RawHeaders): readonly Coding[] | null {
  const value = headerOf(headers, 'content-encoding')
  if (value === null) return NONE
  const names = value
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
  const codings = names.map((name) => CODINGS[name])
  return codings.every((coding) => coding !== undefined) ? codings : null
}

/** The content of a body, or null where its coding isn't known, or it isn't what it says. */
export function contentOf(headers: RawHeaders, body: readonly Piece[]): Buffer | null {
  const codings = codingsOf(headers)
  if (!codings) return null
  let content: Buffer = Buffer.concat(body.map(({ bytes }) => bytes))
  // The answer to a HEAD, and an empty body, say how they would be coded.
  if (content.length === 0) return content
  try {
    for (const { decode } of codings.toReversed()) content = decode(content)
    return content
  } catch {
    return null
  }
}

/**
 * Content as the bytes of a body.
 *
 * @throws Error where a coding isn't known
 */
export function codedContent(headers: RawHeaders, content: Uint8Array): Buffer {
  const codings = codingsOf(headers)
  if (!codings) throw new Error(`the content coding ${headerOf(headers, 'content-encoding')}`)
  let bytes: Buffer = viewOf(content)
  for (const { encode } of codings) bytes = encode(bytes)
  return bytes
}
