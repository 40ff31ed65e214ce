/**
 * What a request sends, as undici's dispatchers are given it: bytes, a text, or something that gives chunks. To one that
 * says `isMockActive`, `fetch` hands what its caller gave it, and not a generator that reads that through a stream (undici's
 * lib/web/fetch/index.js, "dispatch"), which takes a fifth of a call.
 */
import type { RawHeaders } from '../../lens/http1/exchange.ts'
import { encodeForm, isForm } from './form.ts'

type Chunks = AsyncIterable<Uint8Array>

/**
 * @param headers - of the request
 * @returns the bytes, at once where they are there; null where there are none; undefined for what isn't read here
 */
export function bytesOf(body: unknown, headers: RawHeaders): Uint8Array | Promise<Uint8Array> | null | undefined {
  if (body === undefined || body === null) return null
  if (typeof body === 'string') return Buffer.from(body)
  if (body instanceof Uint8Array) return body
  const kind = Object.prototype.toString.call(body).slice('[object '.length, -1)
  if (kind === 'AsyncGenerator' || kind === 'ReadableStream') return collect(body as Chunks)
  if (kind === 'Blob' || kind === 'File') return collect((body as Blob).stream() as unknown as Chunks)
  return isForm(body) ? encodeForm(body, headers) : undefined
}

async function collect(body: Chunks): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}
