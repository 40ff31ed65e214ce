import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { expectSameReplay } from '../support/replay.ts'

const require = createRequire(import.meta.url)
const WS = JSON.stringify(require.resolve('ws'))

/** Keys, masks and boundaries are random, and are taken from `crypto` by code inside Node. */
const ECHO = `
  const ws = require(${WS})
  const server = new ws.WebSocketServer({ port: 0 }, () => talk('ws://127.0.0.1:' + server.address().port))
  server.on('connection', (socket, request) => {
    console.log('key', request.headers['sec-websocket-key'])
    socket.on('message', (message) => socket.send('echo ' + message))
  })
  const talk = (url) => {
    const socket = new Client(url)
    let answers = 0
    socket.onopen = () => { socket.send('hello'); socket.send('x'.repeat(70_000)) }
    socket.onmessage = ({ data }) => {
      console.log('got', data.length)
      if (++answers === 2) socket.close()
    }
    socket.onclose = ({ code }) => { console.log('closed', code); server.close() }
  }
`

test('the built-in WebSocket sends the same frames to a ws server', () => {
  const printed = expectSameReplay({
    flags: process.allowedNodeEnvironmentFlags.has('--experimental-websocket') ? ['--experimental-websocket'] : [],
    source: `const Client = WebSocket\n${ECHO}`,
  })
  expect(printed).toMatch(/^key \S{24}\ngot 10\ngot 70005\nclosed \d+\n$/)
})

test('the ws client sends the same frames to a ws server', () => {
  const printed = expectSameReplay({ source: `const { WebSocket: Client } = require(${WS})\n${ECHO}` })
  expect(printed).toMatch(/^key \S{24}\ngot 10\ngot 70005\nclosed \d+\n$/)
})

test('fetch sends a form with the same boundary', () => {
  const printed = expectSameReplay({
    source: `
      const server = require('node:http').createServer((request, response) => {
        const parts = []
        request.on('data', (part) => parts.push(part)).on('end', () => response.end(Buffer.concat(parts)))
      })
      server.listen(0, async () => {
        const body = new FormData()
        body.set('name', 'value')
        body.set('file', new Blob(['content']), 'file.txt')
        const response = await fetch('http://127.0.0.1:' + server.address().port, { method: 'POST', body })
        console.log(await response.text())
        server.closeAllConnections()
        server.close()
      })`,
  })
  expect(printed).toMatch(/^------formdata-undici-0\d+/)
})
