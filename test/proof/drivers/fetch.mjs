// Node's own `fetch`.
import { http } from './http-program.mjs'

export default async function drive({ see, fail, env }) {
  await http({
    see,
    fail,
    url: env.WEB_URL,
    async send(url, { method, headers, json, body, form, redirect, timeout, signal } = {}) {
      const response = await fetch(url, {
        method: method ?? (json || body || form ? 'POST' : 'GET'),
        headers: { ...headers, ...(json ? { 'content-type': 'application/json' } : {}) },
        body: form ? formOf(form) : json ? JSON.stringify(json) : body,
        ...(redirect ? { redirect } : {}),
        ...(timeout ? { signal: AbortSignal.timeout(timeout) } : signal ? { signal } : {}),
        ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
      })
      const bytes = Buffer.from(await response.arrayBuffer())
      return { status: response.status, headers: Object.fromEntries(response.headers), bytes, url: response.url }
    },
  })
  const url = env.WEB_URL
  const streamed = []
  for await (const chunk of (await fetch(`${url}/stream/4`)).body) streamed.push(Buffer.from(chunk).toString())
  see('chunks', streamed.join(''))
  const events = []
  for await (const chunk of (await fetch(`${url}/events/3`)).body.pipeThrough(new TextDecoderStream()))
    events.push(chunk)
  see('events', events)
  const response = await fetch(`${url}/json/clone`)
  see('a clone', [await response.clone().json(), await response.json()])
  see('a blob', await (await (await fetch(`${url}/bytes/300`)).blob()).bytes?.())
  see('cookies', (await fetch(`${url}/headers`)).headers.getSetCookie().length)
  const upload = new ReadableStream({
    pull(controller) {
      for (const part of ['one ', 'two ', 'three']) controller.enqueue(new TextEncoder().encode(part))
      controller.close()
    },
  })
  see(
    'a streamed upload',
    await (await fetch(`${url}/json/upload`, { method: 'POST', body: upload, duplex: 'half' })).json(),
  )
  await fail('a redirect as an error', () => fetch(`${url}/redirect/1`, { redirect: 'error' }))
  see('a redirect by hand', (await fetch(`${url}/redirect/1`, { redirect: 'manual' })).status)
  const left = await fetch(`${url}/stream/50`)
  await left.body.cancel()
  see('after a body that was left', await (await fetch(`${url}/json/after`)).json())
}

function formOf(fields) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') form.append(name, value)
    else form.append(name, new Blob([value]), `${name}.bin`)
  }
  return form
}
