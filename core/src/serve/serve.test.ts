import { EventEmitter } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { serve } from './serve.ts'

async function answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const body = await buffer(request)
  response.writeHead(201, { 'content-type': 'application/json', 'set-cookie': ['a=1', 'b=2'] })
  response.end(JSON.stringify({ method: request.method, url: request.url, body: body.toString() }))
}

const handler: http.RequestListener = (request, response) => void answer(request, response)

function fail(): never {
  throw new Error('gone')
}

test('a server that listens opens no port, and answers', async () => {
  let server = new http.Server()
  const served = await serve(() => {
    server = http.createServer(handler).listen(3000)
  })
  expect(server.listening).toBe(true)
  expect(server.address()).toMatchObject({ port: 3000 })
  await expect(connectTo(3000)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  const response = await served.fetch('/orders?full=1', { body: 'new' })
  expect(response.status).toBe(201)
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  expect(await response.json()).toEqual({ method: 'POST', url: '/orders?full=1', body: 'new' })
  await served.close()
  expect(server.listening).toBe(false)
})

test('one that listens later is waited for', async () => {
  const served = await serve(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    setTimeout(() => http.createServer(handler).listen({ port: 0 }), 5)
  })
  expect((await served.fetch('/')).status).toBe(201)
})

test.for([
  ['a handler', () => handler],
  ['a server that does not listen', () => http.createServer(handler)],
  ['a module with a handler', () => ({ app: handler })],
  ['a module with a server', () => Promise.resolve({ default: http.createServer(handler) })],
  ['an HTTPS server', () => https.createServer(handler)],
] as const)('%s will do', async ([, load]) => {
  await using served = await serve(load)
  expect((await served.fetch('/', { method: 'HEAD' })).status).toBe(201)
})

test('the callback of listen is called, and several at once are answered each', async () => {
  const called: string[] = []
  const served = await serve(() => http.createServer(handler).listen(0, '127.0.0.1', () => called.push('listening')))
  const urls = ['/a', '/b', '/c']
  const responses = await Promise.all(urls.map(async (url) => (await served.fetch(url)).json() as Promise<unknown>))
  expect(responses).toMatchObject(urls.map((url) => ({ url })))
  expect(called).toEqual(['listening'])
})

test('a program finds at the socket whom it speaks with, and may set what a socket has', async () => {
  await using served = await serve(() => {
    const server = http.createServer((request, response) => {
      const { remoteAddress, localPort } = request.socket
      request.socket.setTimeout(0)
      request.socket.setKeepAlive(true).setNoDelay(true)
      response.setTimeout(0)
      response.end(`${remoteAddress} ${localPort}`)
    })
    server.listen(3000)
  })
  expect(await (await served.fetch('/')).text()).toBe('127.0.0.1 3000')
})

test('what fails while it starts is told', async () => {
  const error = new Error('no database')
  await expect(serve(() => Promise.reject(error))).rejects.toBe(error)
})

test('a connection that the server breaks off is an error', async () => {
  await using served = await serve(() => http.createServer((request) => void request.socket.destroy()))
  await expect(served.fetch('/')).rejects.toMatchObject({ code: 'ECONNRESET' })
})

test.for([
  ['a rejection that nobody handles', (): void => void Promise.reject(new Error('gone'))],
  ['an error in a callback', (): void => void setImmediate(fail)],
] as const)('%s fails the requests that are under way', async ([, handler]) => {
  await using served = await serve(() => handler)
  await expect(served.fetch('/')).rejects.toThrow('gone')
})

test('so it does where process.emit is set, and set back', async () => {
  const found = Reflect.get(process, 'emit')
  const set: unknown[] = []
  process.emit = function emit(this: NodeJS.Process, ...args: unknown[]) {
    set.push(args[0])
    return Reflect.apply(found, this, args) as boolean
  } as typeof process.emit
  process.emit('other' as never)
  expect(set).toEqual(['other'])
  process.emit = found
  await using served = await serve(() => () => void Promise.reject(new Error('gone')))
  await expect(served.fetch('/')).rejects.toThrow('gone')
})

test('so does one of what the server does by itself', async () => {
  const loop = new EventEmitter()
  await using served = await serve(() => {
    setInterval(() => void loop.emit('turn'), 1).unref()
    return () => void loop.once('turn', fail)
  })
  await expect(served.fetch('/')).rejects.toThrow('gone')
})

test('one while it starts is told', async () => {
  await expect(serve(() => void setImmediate(fail))).rejects.toThrow('gone')
})

test('other servers listen as ever', async () => {
  await serve(() => handler)
  const server = net.createServer().listen(0)
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as net.AddressInfo
  await connectTo(port)
  server.close()
})

test('what is no function is refused', async () => {
  await expect(serve('./server.js' as never)).rejects.toMatchObject({ code: 'SERVE_WRONG' })
})

function connectTo(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.destroy())
    socket.on('error', reject).on('close', (hadError) => hadError || resolve())
  })
}
