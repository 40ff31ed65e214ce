// Servers that say secrets, and are told some: HTTP, WebSocket, a line of text, and a PostgreSQL that asks for a password.
import http from 'node:http'
import net from 'node:net'
import zlib from 'node:zlib'
import { WebSocketServer } from 'ws'

const its = JSON.parse(process.env.PLANTED)
const json = (response, value, headers = {}) =>
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))

const ANSWERS = {
  '/login': (response) =>
    json(
      response,
      { access_token: its.accessToken, refresh_token: its.refreshToken, token_type: 'Bearer', expires_in: 3600 },
      { 'set-cookie': [`connect.sid=${encodeURIComponent(its.setCookie)}; Path=/; HttpOnly`, 'theme=dark'] },
    ),
  '/jwt': (response) => response.writeHead(200, { 'content-type': 'text/plain' }).end(`your token: ${its.jwt}`),
  '/aws': (response) =>
    response
      .writeHead(200, { 'content-type': 'text/xml' })
      .end(
        `<Credentials><AccessKeyId>${its.awsAccessKey}</AccessKeyId><SecretAccessKey>${its.awsSecretInXml}</SecretAccessKey></Credentials>`,
      ),
  '/pem': (response) => json(response, { name: 'deploy', key: its.pemInJson }),
  '/binary': (response) =>
    response
      .writeHead(200, { 'content-type': 'application/octet-stream' })
      .end(Buffer.concat([Buffer.from([0, 1, 0xff, 0xfe]), Buffer.from(its.pemInBinary), Buffer.from([0, 0x80])])),
  '/gzip': (response) =>
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      .end(zlib.gzipSync(JSON.stringify({ maps: its.google, mail: its.sendgrid }))),
  '/brotli': (response) =>
    response
      .writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'br' })
      .end(zlib.brotliCompressSync(`registry ${its.gitlab} and ${its.githubFineGrained}`)),
  '/redirect': (response) =>
    response.writeHead(302, { location: `/there?next=${encodeURIComponent(`/x?p=${its.envPassword}`)}` }).end(),
  '/there': (response) => json(response, { ok: true }),
  '/error': (response) =>
    response.writeHead(500).end(`connect failed: postgres://shop:${its.dsnPassword}@db.test:5432/shop (ECONNREFUSED)`),
  '/settings': (response) => response.end(`[db]\nuser = shop\npassword = ${its.settingPassword}\n`),
  '/kubernetes': (response) =>
    json(response, { kind: 'Secret', data: { password: Buffer.from(its.kubernetes).toString('base64') } }),
  '/in-json': (response) => json(response, { log: JSON.stringify({ request: { apiKey: its.jsonInJson } }) }),
  '/nested': (response) => json(response, { users: [{ id: 1, credentials: [{ secret: its.nestedJson }] }] }),
  '/stream': (response) => {
    const event = `data: {"delta":"the key is ${its.openai}, keep it"}\n\n`
    const half = event.indexOf(its.openai) + 20
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data: {"delta":"hello"}\n\n')
    setTimeout(() => response.write(event.slice(0, half)), 20)
    setTimeout(() => response.end(event.slice(half)), 60)
  },
  '/echo': (response, body) => json(response, { echo: JSON.parse(body) }),
  '/hooks': (response) =>
    json(response, { url: `https://hooks.slack.com/services/${its.slackHook}`, signing: its.stripeHook }),
}

const web = http.createServer((request, response) => {
  let body = ''
  request.on('data', (chunk) => (body += chunk))
  request.on('end', () => {
    const answer = ANSWERS[new URL(request.url, 'http://x').pathname]
    if (answer) answer(response, body)
    else json(response, { url: request.url.split('?')[0] })
  })
})
const sockets = new WebSocketServer({ server: web })
sockets.on('connection', (socket) => socket.on('message', () => socket.send(JSON.stringify({ token: its.npm }))))

const line = net.createServer((socket) => {
  socket.on('error', () => {})
  socket.write('220 ready\r\n')
  socket.on('data', () => socket.write('235 let in\r\n'))
})

// Asks for a password, as the real one does where it doesn't trust, and then leads there.
const postgres = net.createServer((socket) => {
  socket.on('error', () => {})
  socket.once('data', (start) => {
    socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]))
    socket.once('data', (password) => {
      if (!password.includes(its.postgresPassword)) return socket.destroy()
      const server = net.connect(Number(process.env.POSTGRES_PORT), '127.0.0.1', () => server.write(start))
      server.on('error', () => socket.destroy())
      server.pipe(socket).pipe(server)
    })
  })
})

const listening = [web, line, postgres].map(
  (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port))),
)
const [http1, raw, pg] = await Promise.all(listening)
console.log(`listening on ${JSON.stringify({ web: http1, raw, postgres: pg })}`)
