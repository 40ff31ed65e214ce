// undici: request, stream, pipeline, fetch; the global dispatcher, Pool, Client, Agent.
import { PassThrough } from 'node:stream'
import { Agent, Client, fetch, FormData, interceptors, Pool, request, stream } from 'undici'
import { http } from './http-program.mjs'

export default async function drive({ see, fail, env }) {
  const agent = new Agent({ keepAliveTimeout: 30_000, connections: 3, pipelining: 1 })
  const following = agent.compose(interceptors.redirect({ maxRedirections: 5 }))
  await http({
    see,
    fail,
    url: env.WEB_URL,
    async send(url, { method, headers, json, body, form, timeout, signal } = {}) {
      const response = await request(url, {
        dispatcher: following,
        method: method ?? (json || body || form ? 'POST' : 'GET'),
        headers: { ...headers, ...(json ? { 'content-type': 'application/json' } : {}) },
        body: form ? formOf(form) : json ? JSON.stringify(json) : body,
        ...(timeout ? { headersTimeout: timeout, signal: AbortSignal.timeout(timeout) } : { signal }),
      })
      const bytes = Buffer.from(await response.body.arrayBuffer())
      return { status: response.statusCode, headers: response.headers, bytes, trailers: response.trailers }
    },
  })
  const url = env.WEB_URL
  const pool = new Pool(url, { connections: 2, pipelining: 1 })
  const paths = Array.from({ length: 9 }, (_, n) => `/json/pool-${n}`)
  see('a pool', await Promise.all(paths.map(async (path) => (await pool.request({ path, method: 'GET' })).body.json())))
  const client = new Client(url, { pipelining: 4 })
  see(
    'a pipelining client',
    await Promise.all(paths.map(async (path) => (await client.request({ path, method: 'GET' })).body.json())),
  )
  const through = new PassThrough()
  const pieces = []
  through.on('data', (piece) => pieces.push(piece.toString()))
  await stream(`${url}/stream/3`, { dispatcher: agent, method: 'GET' }, () => through)
  see('a stream', pieces.join(''))
  see('fetch', await (await fetch(`${url}/json/fetch`, { dispatcher: agent })).json())
  await Promise.all([pool.close(), client.close(), agent.close()])
}

function formOf(fields) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields))
    form.append(name, ...(typeof value === 'string' ? [value] : [new Blob([value]), `${name}.bin`]))
  return form
}
