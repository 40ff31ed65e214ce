// node web-server.mjs: an HTTP server of the kinds of answers that clients have to deal with. No two answers are alike.
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'

let answered = 0
/** How often a path was asked for. */
const tries = new Map()

const codings = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync }

const routes = {
  async json(request, response) {
    const body = await buffer(request)
    const { method, url, headers } = request
    const type = headers['content-type']?.replace(/boundary=.*/, 'boundary')
    json(response, { method, url, type, size: body.length, text: body.length < 200 ? body.toString() : '…' })
  },
  async coded(request, response, coding) {
    response.setHeader('content-encoding', coding)
    response.setHeader('content-type', 'application/json')
    response.end(codings[coding](JSON.stringify({ coding, number: ++answered, text: 'ü'.repeat(500) })))
  },
  redirect(request, response, left) {
    const to = Number(left) > 1 ? `/redirect/${Number(left) - 1}` : '/json/arrived'
    response.writeHead(302, { location: to, 'set-cookie': `step=${left}` }).end()
  },
  status(request, response, status) {
    response.statusCode = Number(status)
    if (status === '204' || status === '304') response.end()
    else json(response, { error: { status: Number(status), number: ++answered } })
  },
  async slow(request, response, milliseconds) {
    await sleep(Number(milliseconds))
    json(response, { slow: true })
  },
  async stream(request, response, count) {
    for (let n = 0; n < Number(count); n++) {
      response.write(`line ${n} of ${count}, ${++answered}\n`)
      await sleep(5)
    }
    response.end()
  },
  async events(request, response, count) {
    response.setHeader('content-type', 'text/event-stream')
    for (let n = 0; n < Number(count); n++) {
      response.write(`id: ${n}\nevent: tick\ndata: {"n":${n},"answered":${++answered}}\n\n`)
      await sleep(5)
    }
    response.end()
  },
  bytes(request, response, size) {
    const bytes = Buffer.from(Array.from({ length: Number(size) }, (_, n) => (n * 7 + answered) % 256))
    response.setHeader('content-type', 'application/octet-stream')
    response.end(bytes)
  },
  async trailers(request, response) {
    response.writeHead(200, { trailer: 'x-sum' })
    response.write('with ')
    response.addTrailers({ 'x-sum': String(++answered) })
    response.end('trailers')
  },
  headers(request, response) {
    response.setHeader('set-cookie', ['a=1; Path=/', 'b=2; HttpOnly'])
    response.setHeader('x-several', ['one', 'two'])
    response.setHeader('etag', `"${++answered}"`)
    response.setHeader('cache-control', 'no-store')
    json(response, { accept: request.headers.accept ?? null })
  },
  cut(request, response) {
    response.writeHead(200, { 'content-length': '100' })
    response.write('half of it', () => setTimeout(() => request.socket.resetAndDestroy(), 20))
  },
  hangup(request) {
    request.socket.destroy()
  },
  /** Fails as often as it says before it succeeds. */
  flaky(request, response, failures, rest) {
    const tried = (tries.get(request.url) ?? 0) + 1
    tries.set(request.url, tried)
    if (tried <= Number(failures)) {
      response.statusCode = 503
      if (rest === 'after') response.setHeader('retry-after', '2')
      return response.end('not yet')
    }
    json(response, { tried })
  },
}

function json(response, value) {
  response.setHeader('content-type', 'application/json; charset=utf-8')
  response.end(JSON.stringify({ ...value, number: ++answered }))
}

const server = createServer(async (request, response) => {
  const [, route, ...rest] = new URL(request.url, 'http://host').pathname.split('/')
  try {
    if (Object.hasOwn(routes, route)) await routes[route](request, response, ...rest)
    else routes.status(request, response, '404')
  } catch {
    request.socket.destroy()
  }
})
server.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`))
process.once('SIGTERM', () => process.exit())
