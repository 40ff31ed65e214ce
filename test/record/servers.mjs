// Servers that the tests' programs talk to, in a process of their own, so that they can be stopped: HTTP, HTTPS, HTTP/2,
// WebSocket, one that says lines, one that breaks off, and ways to PostgreSQL and Redis.
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import net from 'node:net'
import { PassThrough, Transform } from 'node:stream'
import { generate } from 'selfsigned'
import { WebSocketServer } from 'ws'

const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
  extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
})
let counted = 0
let tried = 0

function answer(request, response) {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks)
    if (request.url === '/never') return
    if (request.url === '/slow') return void setTimeout(() => response.end('slow'), 300)
    if (request.url === '/events') return stream(response)
    if (request.url === '/flaky') response.statusCode = ++tried % 6 === 0 ? 200 : 503
    response.setHeader('content-type', 'application/json')
    response.setHeader('set-cookie', 'session=cookie-that-is-secret; Path=/')
    response.end(JSON.stringify({ count: ++counted, url: request.url, size: body.length, at: Date.now() }))
  })
}

function stream(response) {
  response.setHeader('content-type', 'text/event-stream')
  let sent = 0
  const timer = setInterval(() => {
    response.write(`data: ${sent++}\n\n`)
    if (sent < 3) return
    clearInterval(timer)
    response.end()
  }, 20)
}

const web = http.createServer(answer)
new WebSocketServer({ server: web }).on('connection', (socket) => {
  socket.send('welcome')
  socket.on('message', (data) => {
    const text = Buffer.from(/** @type {Buffer} */ (data)).toString()
    socket.send(`echo ${text}`)
    if (text === 'bye') socket.close(4001, 'done')
  })
})

const lines = net.createServer((socket) => {
  socket.write('220 ready\r\n')
  socket.on('data', (data) => socket.write(`250 ${data.toString()}`))
  socket.on('error', () => {})
})

const breaking = net.createServer((socket) => {
  socket.once('data', () => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf')
    setTimeout(() => socket.resetAndDestroy(), 20)
  })
})

/** Leads to a server that isn't ours to stop. */
const wayTo = (port, comes = () => new PassThrough()) =>
  net.createServer((client) => {
    const server = net.connect(port, '127.0.0.1')
    client.pipe(server).pipe(comes()).pipe(client)
    for (const socket of [client, server]) socket.on('error', () => client.destroy())
  })

/** Of PostgreSQL: that the server is ready again comes by itself, somewhat later, as it may on any network. */
const readyLate = () =>
  new Transform({
    transform(bytes, _encoding, done) {
      const isReady = bytes.at(-6) === 'Z'.charCodeAt(0) && bytes.readUInt32BE(bytes.length - 5) === 5
      if (!isReady) return done(null, bytes)
      this.push(bytes.subarray(0, -6))
      setTimeout(() => done(null, bytes.subarray(-6)), 10)
    },
  })

const servers = {
  web,
  secure: https.createServer({ key: pems.private, cert: pems.cert }, answer),
  http2: http2.createServer((_request, response) => response.end('over HTTP/2')),
  lines,
  breaking,
  postgres: wayTo(Number(process.env.POSTGRES_PORT), readyLate),
  redis: wayTo(Number(process.env.REDIS_PORT)),
}
const ports = {}
for (const [name, server] of Object.entries(servers)) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  ports[name] = server.address().port
}
console.log(`listening on ${JSON.stringify({ ...ports, certificate: pems.cert })}\n`)
