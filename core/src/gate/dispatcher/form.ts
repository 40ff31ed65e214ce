/**
 * A form as `fetch` sends it (HTML Standard, "multipart/form-data encoding algorithm"), between boundaries that its
 * request has already named. Libraries that encode forms choose where to end lines, and whether lengths are said, which
 * would make another body of what was recorded.
 */
import { headerOf, type RawHeaders } from '../../lens/http1/exchange.ts'

export function isForm(body: unknown): body is FormData {
  return Object.prototype.toString.call(body) === '[object FormData]'
}

/** @returns undefined where the headers of the request name no boundary */
export function encodeForm(form: FormData, headers: RawHeaders): Promise<Uint8Array> | undefined {
  const boundary = /;\s*boundary="?([^";]+)/i.exec(headerOf(headers, 'content-type') ?? '')?.[1]
  return boundary === undefined ? undefined : encode(form, boundary)
}

async function encode(form: FormData, boundary: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  const say = (text: string): void => void chunks.push(Buffer.from(text))
  for (const [name, value] of form) {
    say(`--${boundary}\r\nContent-Disposition: form-data; name="${escaped(lines(name))}"`)
    if (typeof value === 'string') say(`\r\n\r\n${lines(value)}\r\n`)
    else {
      const named = value.name ? `; filename="${escaped(value.name)}"` : ''
      say(`${named}\r\nContent-Type: ${value.type || 'application/octet-stream'}\r\n\r\n`)
      chunks.push(new Uint8Array(await value.arrayBuffer()))
      say('\r\n')
    }
  }
  say(`--${boundary}--\r\n`)
  return Buffer.concat(chunks)
}

function escaped(text: string): string {
  return text.replace(/\n/g, '%0A').replace(/\r/g, '%0D').replace(/"/g, '%22')
}

function lines(text: string): string {
  return text.replace(/\r?\n|\r/g, '\r\n')
}
