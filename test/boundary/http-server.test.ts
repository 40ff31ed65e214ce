import { expect, test } from 'vitest'
import { expectSameReplay } from '../support/replay.ts'

const SERVE = `
  const http = require('node:http')
  const net = require('node:net')
  const listen = (server) => new Promise((done) => server.listen(0, '127.0.0.1', () => done(server.address().port)))
  const soon = () => new Promise((done) => setTimeout(done, 20))
  const answered = (socket) => new Promise((done) => socket.once('data', done))
  const talk = (port, ...pieces) => say(port, pieces, soon)
  const ask = (port, ...pieces) => say(port, pieces, answered)
  const say = async (port, pieces, pause) => {
    const socket = net.connect(port, '127.0.0.1').setNoDelay()
    const answer = []
    const closed = new Promise((done) => socket.on('close', done))
    socket.on('data', (chunk) => answer.push(chunk))
    for (const piece of pieces) {
      socket.write(piece)
      await pause(socket)
    }
    await closed
    return Buffer.concat(answer).toString().replace(/Date: .*\\r\\n/g, '')
  }`

test('a request that comes in pieces, and some that come in one, are parsed again as they came', () => {
  const printed = expectSameReplay({
    source: `${SERVE}
      ;(async () => {
        const server = http.createServer((request, response) => {
          const { socket } = request
          const body = []
          request.on('data', (chunk) => body.push(String(chunk)))
          request.on('end', () => {
            console.log(request.method, request.url, body, socket.bytesRead)
            response.end(request.url)
          })
        })
        const port = await listen(server)
        const post = 'POST /a HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 6\\r\\n\\r\\n'
        await talk(port, post.slice(0, 9), post.slice(9), 'abc', 'def' + 'GET /b HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n',
          'GET /c HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n').then(console.log)
        server.close()
      })()`,
  })
  expect(printed).toContain("POST /a [ 'abc', 'def' ]")
  expect(printed).toContain('GET /c []')
})

test('a handler that throws while it is called by the parser crashes again, its request on the tape', () => {
  const printed = expectSameReplay({
    source: `${SERVE}
      process.on('uncaughtException', (error) => {
        console.log(error.message)
        process.exit(3)
      })
      const server = http.createServer((request) => {
        throw new Error('can not serve ' + request.url)
      })
      listen(server).then((port) => talk(port, 'GET /crash HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n'))`,
  })
  expect(printed).toBe('can not serve /crash\n')
})

test('a listener for data takes the connection from the parser, and an upgrade hands it over', () => {
  const printed = expectSameReplay({
    source: `${SERVE}
      ;(async () => {
        const server = http.createServer((request, response) => {
          request.socket.on('data', (chunk) => console.log('raw', String(chunk).length))
          response.end('ok')
        })
        server.on('upgrade', (request, socket, head) => {
          console.log('upgrade', String(head))
          socket.on('data', (chunk) => socket.end('echo ' + chunk))
          socket.write('HTTP/1.1 101 Switching\\r\\n\\r\\n')
        })
        const port = await listen(server)
        const get = 'GET / HTTP/1.1\\r\\nHost: x\\r\\n'
        console.log(await ask(port, get + '\\r\\n', get + 'Connection: close\\r\\n\\r\\n'))
        console.log(await ask(port, get + 'Connection: upgrade\\r\\nUpgrade: it\\r\\n\\r\\nhead', 'more'))
        server.close()
      })()`,
  })
  expect(printed).toContain('raw ')
  expect(printed).toContain('upgrade head')
  expect(printed).toContain('echo more')
})

test('a request that takes too long is given up again, though no time passes in a replay', () => {
  const printed = expectSameReplay({
    source: `${SERVE}
      ;(async () => {
        const server = http.createServer({ connectionsCheckingInterval: 50, headersTimeout: 100 }, () => {})
        server.on('clientError', (error, socket) => {
          console.log(error.code)
          socket.destroy()
        })
        const port = await listen(server)
        await talk(port, 'GET / HTTP/1.1\\r\\nHo')
        server.close()
      })()`,
  })
  expect(printed).toBe('ERR_HTTP_REQUEST_TIMEOUT\n')
})
