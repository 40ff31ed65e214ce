// A web server with what `fetch` has to do with, in a process of its own.
import http from 'node:http'
import zlib from 'node:zlib'

const answers = {
  '/gzip': (response) => response.setHeader('content-encoding', 'gzip').end(zlib.gzipSync('compressed')),
  '/moved': (response) => response.writeHead(302, { location: '/echo' }).end(),
  '/none': (response) => response.writeHead(204).end(),
  '/many': (response) => response.setHeader('link', ['</a>', '</b>']).writeHead(207, 'In Parts').end('é'),
  '/large': (response) => response.end('x'.repeat(500_000)),
  '/events': (response) => {
    response.setHeader('content-type', 'text/event-stream')
    let sent = 0
    const timer = setInterval(() => {
      response.write(`data: ${sent++}\n\n`)
      if (sent < 4) return
      clearInterval(timer)
      response.end()
    }, 50)
  },
}

const server = http.createServer((request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const answer = answers[request.url]
    if (answer) return answer(response)
    const { method, url } = request
    const type = (request.headers['content-type'] ?? '').split(';')[0]
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ method, url, type, size: Buffer.concat(chunks).length }))
  })
})
server.listen(0, '127.0.0.1', () => {
  console.log(`listening on ${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`)
})
