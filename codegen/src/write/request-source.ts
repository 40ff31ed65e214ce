/** A request as a test sends it: `'/orders/7', { method: 'DELETE' }`. */
import type { RequestSeen } from '../observation.ts'
import type { TextStyle } from '../style.ts'
import type { Layout } from '../values/layout.ts'
import { bytesSource, isWellFormed, keySource, stringSource } from '../values/literals.ts'
import type { DataFile } from '../values/surroundings.ts'
import { jsonSource } from './json-source.ts'

/** What a client, or a connection, sets by itself. */
const USUAL =
  /^(?:host|connection|keep-alive|content-length|transfer-encoding|te|expect|accept-encoding|accept-language|user-agent|sec-.*|traceparent|tracestate|upgrade-insecure-requests|priority|dnt|cache-control|pragma)$/i

/** A body that is longer is read from a file. */
const LONG = 2000

export interface Sending {
  readonly style: TextStyle
  readonly dataFile: (name: string, content: DataFile) => string
}

/** @returns the arguments of `server.fetch` */
export function requestSource(request: RequestSeen, { style, dataFile }: Sending): Layout[] {
  const { method, target, body } = request
  const text = (value: string): string => stringSource(value, style.quote)
  const headers = headersOf(request, style)
  const items: Layout[] = [
    ...(method === 'GET' ? [] : [`method: ${text(method)}`]),
    ...(headers === null ? [] : [['headers: ', headers]]),
    ...(body.length === 0 ? [] : [['body: ', bodySource(body, { style, dataFile })]]),
  ]
  const options: Layout[] = items.length === 0 ? [] : [{ open: '{', items, close: '}' }]
  return [text(target), ...options]
}

function headersOf({ headers }: RequestSeen, { quote }: TextStyle): Layout | null {
  const values = new Map<string, string[]>()
  for (let i = 0; i < headers.length; i += 2) {
    const [name, value] = [(headers[i] as string).toLowerCase(), headers[i + 1] as string]
    if (USUAL.test(name) || (name === 'accept' && value === '*/*')) continue
    values.set(name, [...(values.get(name) ?? []), value])
  }
  if (values.size === 0) return null
  const items = [...values].map(([name, its]): Layout => {
    const [only, ...more] = its.map((value) => stringSource(value, quote))
    const value = more.length === 0 ? (only as string) : { open: '[', items: [only as string, ...more], close: ']' }
    return [`${keySource(name, quote)}: `, value]
  })
  return { open: '{', items, close: '}' }
}

function bodySource(body: Uint8Array, { style, dataFile }: Sending): Layout {
  const bytes = Buffer.from(body)
  const text = bytes.toString('utf8')
  if (!Buffer.from(text).equals(bytes) || !isWellFormed(text)) {
    const source = bytesSource({ kind: 'bytes', type: 'Buffer', base64: bytes.toString('base64') }, style.quote)
    return bytes.length > LONG || source === null ? dataFile('body', { kind: 'bytes', bytes }) : source
  }
  if (bytes.length > LONG) return dataFile('body', { kind: 'text', text })
  const json = jsonIn(text)
  return json === undefined ? stringSource(text, style.quote) : ['JSON.stringify(', jsonSource(json, style.quote), ')']
}

/** What a text is the JSON of, as `JSON.stringify` has it; undefined where it is anything else. */
function jsonIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && JSON.stringify(value) === text ? value : undefined
  } catch {
    return undefined
  }
}
