// What `fetch` and undici do with a server, inside of a recording, and how many connections they made for it.
import { subscribe } from 'node:diagnostics_channel'
import { retrace } from '@retrace/core'
import * as undici from 'undici'

const [port, library, ...watched] = process.argv.slice(2)
const web = `http://127.0.0.1:${port}`
const fetch = library === 'undici' ? undici.fetch : globalThis.fetch
const FormData = library === 'undici' ? undici.FormData : globalThis.FormData

let connections = 0
subscribe('undici:client:connected', () => connections++)
let created = 0
for (const name of watched) subscribe(name, () => created++)

const text = async (response) => [response.status, response.statusText, await response.text()]

async function failure(run) {
  try {
    return ['no failure', await run()]
  } catch (error) {
    return [error.name, error.message]
  }
}

const parts = {
  plain: async () => text(await fetch(`${web}/echo?a=1&b=%20`)),
  async headers() {
    const { status, statusText, headers } = await fetch(`${web}/many`)
    return [status, statusText, headers.get('link')]
  },
  gzip: async () => text(await fetch(`${web}/gzip`)),
  async redirect() {
    const response = await fetch(`${web}/moved`)
    return [response.url.slice(web.length), response.redirected, await response.json()]
  },
  head: async () => text(await fetch(`${web}/large`, { method: 'HEAD' })),
  none: async () => text(await fetch(`${web}/none`)),
  large: async () => (await text(await fetch(`${web}/large`)))[2].length,
  json: async () => text(await fetch(`${web}/json`, { method: 'PUT', body: JSON.stringify({ a: 1 }) })),
  form: async () => text(await fetch(`${web}/form`, { method: 'POST', body: new URLSearchParams({ a: '1' }) })),
  async multipart() {
    const body = new FormData()
    body.append('name', 'value')
    return (await text(await fetch(`${web}/multipart`, { method: 'POST', body })))[0]
  },
  async file() {
    const body = new FormData()
    body.append('a "name"\n', 'in two\nlines')
    body.append('picture', new Blob(['bytes é'], { type: 'image/png' }), 'a "picture"é.png')
    body.append('bytes', new Blob([new Uint8Array([0, 255])]))
    return text(await fetch(`${web}/file`, { method: 'POST', body }))
  },
  async bodies() {
    const stream = new Blob(['stre', 'am']).stream()
    const bodies = {
      empty: '',
      bytes: new Uint8Array([1, 2]),
      buffer: new ArrayBuffer(3),
      blob: new Blob(['é']),
      stream,
    }
    const came = []
    for (const [name, body] of Object.entries(bodies))
      came.push(await text(await fetch(`${web}/${name}`, { method: 'POST', body, duplex: 'half' })))
    return came
  },
  async events() {
    const came = []
    const began = Date.now()
    for await (const chunk of (await fetch(`${web}/events`)).body) came.push(String(Buffer.from(chunk)))
    return [came, Date.now() - began >= 140]
  },
  async request() {
    const { statusCode, headers, body } = await undici.request(`${web}/echo`, { method: 'POST', body: 'text' })
    return [statusCode, headers['content-type'], await body.json()]
  },
  async slowly() {
    const { body } = await undici.request(`${web}/large`)
    let size = 0
    body.on('data', (chunk) => {
      size += chunk.length
      body.pause()
      setTimeout(() => body.resume(), 1)
    })
    await new Promise((resolve) => body.on('end', resolve))
    return size
  },
  // Polls as programs do that wait for something to happen.
  async polling() {
    let came = null
    void fetch(`${web}/events`).then(async (response) => (came = await response.text()))
    while (came === null) await new Promise((resolve) => setImmediate(resolve))
    return came
  },
  // From here on over connections, which a client may open again at any time.
  async aborted() {
    const controller = new AbortController()
    const response = await fetch(`${web}/events`, { signal: controller.signal })
    const reader = response.body.getReader()
    const first = String(Buffer.from((await reader.read()).value))
    controller.abort()
    return [first, await failure(() => reader.read())]
  },
  async timeout() {
    return failure(async () => text(await fetch(`${web}/events`, { signal: AbortSignal.timeout(120) })))
  },
  async own() {
    const dispatcher = new undici.Agent()
    const { body } = await undici.request(`${web}/echo`, { dispatcher })
    const came = await body.json()
    await dispatcher.close()
    return came
  },
}

for (const [name, run] of Object.entries(parts)) {
  connections = 0
  created = 0
  await retrace.record(name, async ({ mode }) => {
    const came = await run()
    console.log(JSON.stringify({ name, mode, came, connections, created }))
  })
}
