/**
 * What programs ask of HTTP clients.
 *
 * @param send - asks, and gives `{ status, headers, bytes }`; takes `{ method, headers, json, body, form, timeout, signal }`
 */
export async function http({ see, fail, url, send }) {
  const ask = async (name, path, options) => {
    const { status, headers, bytes, ...rest } = await send(url + path, options)
    see(name, [status, withoutCookies(headers), bytes, rest])
  }
  await ask('get', '/json/a?x=1&y=%C3%BC&x=2')
  await ask('post json', '/json/b', { json: { a: [1, 2.5, null, 'ü'], nested: { deep: true } } })
  await ask('put text', '/json/c', { method: 'PUT', body: 'plain text', headers: { 'content-type': 'text/plain' } })
  await ask('patch', '/json/d', { method: 'PATCH', json: { changed: true } })
  await ask('delete', '/json/e', { method: 'DELETE' })
  await ask('head', '/json/f', { method: 'HEAD' })
  await ask('large upload', '/json/g', { body: 'x'.repeat(300_000), headers: { 'content-type': 'text/plain' } })
  await ask('form', '/json/h', { form: { name: 'lamp', file: Buffer.from([0, 1, 254, 255]) } })
  for (const coding of ['gzip', 'br', 'deflate']) await ask(coding, `/coded/${coding}`)
  await ask('headers', '/headers')
  await ask('redirects', '/redirect/3')
  await ask('nothing', '/status/204')
  await ask('binary', '/bytes/70000')
  await ask('stream', '/stream/5')
  await ask('trailers', '/trailers')
  const together = await Promise.all(Array.from({ length: 8 }, (_, n) => send(`${url}/json/together-${n}`)))
  see(
    'together',
    together.map(({ bytes }) => bytes.toString()),
  )
  const same = await Promise.all(Array.from({ length: 4 }, () => send(`${url}/json/same`)))
  see(
    'the same together',
    same.map(({ bytes }) => bytes.toString()),
  )
  for (const status of [404, 500]) await outcome(`status ${status}`, () => send(`${url}/status/${status}`))
  await fail('a timeout', () => send(`${url}/slow/400`, { timeout: 50 }))
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 20)
  await fail('an abort', () => send(`${url}/slow/500`, { signal: controller.signal }))
  await fail('half an answer', () => send(`${url}/cut`))
  await fail('no answer', () => send(`${url}/hangup`, { method: 'POST', body: 'x' }))
  await fail('nobody there', () => send('http://127.0.0.1:9/'))
  await fail('no such name', () => send('http://name.invalid/'))
  await ask('it goes on', '/json/end')

  async function outcome(name, run) {
    try {
      const { status, bytes } = await run()
      see(name, [status, bytes])
    } catch (error) {
      see(name, [error.constructor.name, error.message, error.response?.status ?? error.response?.statusCode])
    }
  }
}

/** The values of cookies don't get into a fixture. */
function withoutCookies(headers) {
  const hidden = (value) => (Array.isArray(value) ? value.map(hidden) : String(value).replaceAll(/=[^;]*/g, '='))
  return 'set-cookie' in headers ? { ...headers, 'set-cookie': hidden(headers['set-cookie']) } : headers
}
