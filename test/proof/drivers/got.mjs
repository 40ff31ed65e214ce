// got, over Node's `http`.
import { Agent } from 'node:http'
import { text } from 'node:stream/consumers'
import got from 'got'
import { http } from './http-program.mjs'

export default async function drive({ see, fail, env }) {
  const client = got.extend({ agent: { http: new Agent({ keepAlive: true }) }, retry: { limit: 0 } })
  await http({
    see,
    fail,
    url: env.WEB_URL,
    async send(url, { method, headers, json, body, form, timeout, signal } = {}) {
      const response = await client(url, {
        method: method ?? (json || body || form ? 'POST' : 'GET'),
        responseType: 'buffer',
        headers,
        ...(form ? { body: formOf(form) } : json ? { json } : body ? { body } : {}),
        ...(timeout ? { timeout: { request: timeout } } : {}),
        ...(signal ? { signal } : {}),
      })
      return {
        status: response.statusCode,
        headers: response.headers,
        bytes: Buffer.from(response.rawBody),
        to: response.redirectUrls.length,
      }
    },
  })
  const url = env.WEB_URL
  see('json', await client(`${url}/json/short`, { searchParams: { q: 'ü' } }).json())
  see('a stream', await text(client.stream(`${url}/stream/3`)))
  see('a form', await client.post(`${url}/json/form`, { form: { a: '1', b: 'ü' } }).json())
}

function formOf(fields) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields))
    form.append(name, ...(typeof value === 'string' ? [value] : [new Blob([value]), `${name}.bin`]))
  return form
}
