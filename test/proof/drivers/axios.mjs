// axios, over Node's `http` with a keep-alive agent.
import { Agent } from 'node:http'
import { buffer } from 'node:stream/consumers'
import axios from 'axios'
import FormData from 'form-data'
import { http } from './http-program.mjs'

export default async function drive({ see, fail, env }) {
  const client = axios.create({ httpAgent: new Agent({ keepAlive: true, maxSockets: 4 }), responseType: 'arraybuffer' })
  await http({
    see,
    fail,
    url: env.WEB_URL,
    async send(url, { method, headers, json, body, form, timeout, signal } = {}) {
      const response = await client.request({
        url,
        method: method ?? (json || body || form ? 'POST' : 'GET'),
        headers,
        data: form ? formOf(form) : (json ?? body),
        ...(timeout ? { timeout } : {}),
        ...(signal ? { signal } : {}),
      })
      return { status: response.status, headers: { ...response.headers }, bytes: Buffer.from(response.data) }
    },
  })
  const api = axios.create({ baseURL: env.WEB_URL, headers: { 'x-client': 'axios' } })
  api.interceptors.response.use((response) => ({ status: response.status, data: response.data }))
  see('an instance', await api.get('/json/instance', { params: { a: [1, 2], b: 'c' } }))
  see('a form', await api.postForm('/json/form', { a: 1, b: ['x', 'y'] }))
  see('urlencoded', await api.post('/json/encoded', new URLSearchParams({ a: '1', b: 'ü' })))
  const { data } = await axios.get(`${env.WEB_URL}/stream/3`, { responseType: 'stream' })
  see('a stream', (await buffer(data)).toString())
  see('any status', await api.get('/status/418', { validateStatus: () => true }))
}

function formOf(fields) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields))
    form.append(name, value, typeof value === 'string' ? {} : { filename: `${name}.bin` })
  return form
}
