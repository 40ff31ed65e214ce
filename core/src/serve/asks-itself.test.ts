/** A server that listens at nothing is reached by its own code, where that believes that it listens. */
import http from 'node:http'
import net from 'node:net'
import { text } from 'node:stream/consumers'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { prepare } from '../api/install.ts'
import { serve } from './serve.ts'

prepare()

type Ask = (url: string) => Promise<string>

/** `/inner` says its name, anything else says what `/inner` has said. */
const outer =
  (ask: Ask, port: () => number, name = 'inner', host = '127.0.0.1'): http.RequestListener =>
  (request, response) => {
    if (request.url === '/inner') return void response.end(name)
    ask(`http://${host}:${port()}/inner`).then(
      (said) => response.end(`it said ${said}`),
      (error: Error) => response.writeHead(502).end(((error.cause ?? error) as Error).message),
    )
  }

const portOf = (server: http.Server): number => (server.address() as net.AddressInfo).port

const byFetch: Ask = async (url) => (await fetch(url)).text()
const agent = new http.Agent({ keepAlive: true })
const get =
  (options: http.RequestOptions): Ask =>
  async (url) => {
    const [response] = (await once(http.get(url, options), 'response')) as [http.IncomingMessage]
    return text(response)
  }

test.for([
  ['fetch', byFetch, '127.0.0.1'],
  ['fetch, by name', byFetch, 'localhost'],
  ['fetch, by the newer address', byFetch, '[::1]'],
  ['http.get', get({}), '127.0.0.1'],
  ['http.get, by name', get({}), 'localhost'],
  ['an agent that keeps connections', get({ agent }), '127.0.0.1'],
] as const)('by %s', async ([, ask, host]) => {
  await using served = await serve(() => {
    const server: http.Server = http.createServer(outer(ask, () => portOf(server), 'inner', host))
    server.listen(0)
  })
  for (let i = 0; i < 3; i++) expect(await (await served.fetch('/')).text()).toBe('it said inner')
})

test('as it starts', async () => {
  const said: string[] = []
  await using served = await serve(() => {
    const server = http.createServer(outer(byFetch, () => 3456))
    server.listen(3456, () => void byFetch('http://127.0.0.1:3456/').then((it) => said.push(it)))
  })
  expect(await (await served.fetch('/inner')).text()).toBe('inner')
  await expect.poll(() => said).toEqual(['it said inner'])
})

test('of several at the same port each has its own', async () => {
  const names = ['one', 'two']
  const all = await Promise.all(
    names.map((name) => serve(() => void http.createServer(outer(byFetch, () => 3456, name)).listen(3456))),
  )
  const ask = async (): Promise<string[]> => Promise.all(all.map(async (its) => (await its.fetch('/')).text()))
  const said = ['it said one', 'it said two']
  expect(await ask()).toEqual(said)
  expect(await ask()).toEqual(said)
})

test('nobody else reaches it', async () => {
  await using served = await serve(() => void http.createServer(outer(byFetch, () => 3456)).listen(3456))
  await expect(fetch('http://127.0.0.1:3456/inner')).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  expect((await served.fetch('/')).status).toBe(200)
})

test('not once it is closed', async () => {
  await using served = await serve(() => {
    const server = http.createServer((request, response) => {
      if (request.url === '/close') server.close()
      outer(byFetch, () => 3456)(request, response)
    })
    server.listen(3456)
  })
  expect(await (await served.fetch('/close')).text()).toContain('ECONNREFUSED')
})

test('one that speaks first, and then breaks off', async () => {
  await using served = await serve(() => {
    const speaking = net.createServer((socket) => {
      socket.write('hello\n')
      socket.on('data', () => socket.destroy())
    })
    const server = http.createServer((_request, response) => {
      const socket = net.connect(3457, '127.0.0.1')
      socket.on('data', (said: Buffer) => {
        response.write(said)
        socket.write('you\n')
      })
      socket.on('error', (error) => response.end(error.message))
    })
    server.listen(3456, () => speaking.listen(3457))
  })
  expect(await (await served.fetch('/')).text()).toBe('hello\nread ECONNRESET')
})

test('who gives up is noticed', async () => {
  let noticed = false
  await using served = await serve(() => {
    const giving = new AbortController()
    const server = http.createServer((request, response) => {
      if (request.url === '/inner') {
        response.once('close', () => (noticed = true))
        giving.abort()
      } else
        void fetch('http://127.0.0.1:3456/inner', { signal: giving.signal }).catch((error: Error) =>
          response.end(error.name),
        )
    })
    server.listen(3456)
  })
  expect(await (await served.fetch('/')).text()).toBe('AbortError')
  await expect.poll(() => noticed).toBe(true)
})

test('a long answer comes whole', async () => {
  const long = 'x'.repeat(1 << 20)
  await using served = await serve(() => void http.createServer(outer(byFetch, () => 3456, long)).listen(3456))
  expect(await (await served.fetch('/')).text()).toBe(`it said ${long}`)
})
