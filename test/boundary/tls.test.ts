import { generate } from 'selfsigned'
import { expect, test } from 'vitest'
import { expectSameReplay } from '../support/replay.ts'

const source = `
const { readFileSync } = require('node:fs')
const tls = require('node:tls')
const server = tls.createServer({ key: readFileSync('key.pem'), cert: readFileSync('cert.pem') }, (socket) => {
  socket.on('data', (bytes) => {
    const text = bytes.toString()
    // In place, as WebSocket libraries unmask what they get.
    bytes.fill(0)
    socket.write('answer to ' + text)
  })
})
const ask = (name) => new Promise((resolve) => {
  const socket = tls.connect({ port: server.address().port, rejectUnauthorized: false })
  let count = 0
  const next = () => (++count > 4 ? socket.end() : socket.write(name + '-'.repeat(count) + count))
  socket.on('secureConnect', next)
  socket.on('data', (bytes) => {
    console.log(bytes.toString(), Object.hasOwn(socket, 'push'))
    bytes.fill(0)
    next()
  })
  socket.on('close', resolve)
})
server.listen(0, async () => {
  await Promise.all([ask('one'), ask('two')])
  server.close()
})`

test('what is read from TLS connections is the same again, where reads share a buffer too', async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec' })
  const printed = expectSameReplay({ source, before: { 'key.pem': key, 'cert.pem': cert } })
  const answers = ['one', 'two'].flatMap((name) =>
    [1, 2, 3, 4].map((count) => `answer to ${name}${'-'.repeat(count)}${count} false`),
  )
  expect(printed.trim().split('\n').sort()).toEqual(answers.sort())
})
