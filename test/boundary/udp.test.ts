import { expect, test } from 'vitest'
import { expectSameReplay } from '../support/replay.ts'

test('datagrams go both ways, with their addresses', () => {
  const printed = expectSameReplay({
    source: `
      const dgram = require('node:dgram')
      const server = dgram.createSocket('udp4')
      const client = dgram.createSocket('udp4')
      server.on('message', (message, from) => {
        console.log('asked', String(message), from)
        server.send('answer', from.port, from.address, (...given) => console.log('sent', ...given))
      })
      client.on('message', (message) => { console.log(String(message)); client.close(() => console.log('closed')); server.close() })
      server.bind(0, () => {
        console.log(server.address())
        client.send([Buffer.from('que'), Buffer.from('stion')], server.address().port, 'localhost')
      })`,
  })
  expect(printed).toContain('asked question')
  expect(printed).toContain('answer\n')
})

test('options, and what is wrong with them, are as they were', () => {
  const printed = expectSameReplay({
    source: `
      const dgram = require('node:dgram')
      const attempt = (run) => { try { console.log(run()) } catch (error) { console.log(error.message) } }
      const socket = dgram.createSocket({ type: 'udp4', recvBufferSize: 10_000 })
      socket.bind(() => {
        attempt(() => socket.getRecvBufferSize())
        attempt(() => socket.setTTL(16))
        attempt(() => socket.setTTL(1000))
        attempt(() => socket.setRecvBufferSize(2 ** 31))
        attempt(() => socket.remoteAddress())
        socket.close()
      })
      dgram.createSocket('udp4').on('error', function (error) { console.log(error.code); this.close() }).bind(9, '192.0.2.1')`,
  })
  expect(printed).toContain('setTTL EINVAL')
  expect(printed).toContain('EADDRNOTAVAIL')
})
