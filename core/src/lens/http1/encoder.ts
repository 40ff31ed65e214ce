/** HTTP/1.1 messages as bytes: as they were sent, but for a length that follows the body. */
import type { Piece } from '../lens.ts'
import { headerOf, isNamed, type HttpRequest, type HttpResponse, type RawHeaders } from './exchange.ts'

const CRLF = '\r\n'

/** The bytes of a request. */
export function encodeRequest({ method, target, version, headers, body, trailers }: HttpRequest): Buffer {
  const line = `${method} ${target} HTTP/${version}`
  return Buffer.concat(encode(line, headers, body, trailers, true).map(({ bytes }) => bytes))
}

/**
 * The bytes of a response, each piece with the time at which it came. The end of a chunked body comes with its last
 * chunk.
 *
 * @param method - of the request, on which it depends whether a body follows
 * @param isCutOff - whether it broke off: then it promises more than it has
 */
export function encodeResponse(response: HttpResponse, method: string, isCutOff = false): Piece[] {
  const { at, status, reason, version, headers, body, trailers } = response
  const line = `HTTP/${version} ${status} ${reason}`
  const pieces = encode(line, headers, body, trailers, hasBody(status, method), isCutOff)
  return pieces.map(({ time, bytes }) => ({ at: time ?? at, bytes }))
}

/** Whether a response has a body, by RFC 9112 section 6.3. */
export function hasBody(status: number, method: string): boolean {
  const never = status < 200 || status === 204 || status === 304
  return !never && method !== 'HEAD' && !(method === 'CONNECT' && status < 300)
}

interface Part {
  /** Null: of the head. */
  readonly time: number | null
  readonly bytes: Uint8Array
}

function encode(
  line: string,
  headers: RawHeaders,
  body: readonly Piece[],
  trailers: RawHeaders,
  bodyFollows: boolean,
  isCutOff = false,
): Part[] {
  const its = bodyFollows && !isCutOff ? sized({ headers, body }) : headers
  const head = latin1(line + CRLF + lines(its) + CRLF)
  const parts: Part[] = [{ time: null, bytes: head }]
  if (!bodyFollows) return parts
  const isChunked = headerOf(headers, 'transfer-encoding')?.toLowerCase() === 'chunked'
  for (const { at, bytes } of body) {
    if (bytes.length === 0) continue
    const chunk = isChunked ? Buffer.concat([latin1(bytes.length.toString(16) + CRLF), bytes, latin1(CRLF)]) : bytes
    parts.push({ time: at, bytes: chunk })
  }
  if (isChunked && !isCutOff)
    parts.push({ time: body.at(-1)?.at ?? null, bytes: latin1(`0${CRLF}${lines(trailers)}${CRLF}`) })
  return parts
}

function lines(headers: RawHeaders): string {
  let text = ''
  for (let i = 0; i < headers.length; i += 2) text += `${headers[i]}: ${headers[i + 1]}${CRLF}`
  return text
}

/** The headers of a message with the length that its body has. */
export function sized({ headers, body }: Pick<HttpResponse, 'headers' | 'body'>): RawHeaders {
  const size = String(body.reduce((sum, { bytes }) => sum + bytes.length, 0))
  let its = headers
  for (let i = 0; i < headers.length; i += 2) {
    const isWrong = isNamed(headers[i] as string, 'content-length') && headers[i + 1] !== size
    if (isWrong) its = its.with(i + 1, size)
  }
  return its
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}
