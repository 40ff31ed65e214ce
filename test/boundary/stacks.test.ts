import { expect, test } from 'vitest'
import { expectSameReplay } from '../support/replay.ts'

test('errors of the outside are printed with the same stack, which names Node’s handlers as without Retrace', () => {
  const printed = expectSameReplay({
    source: `
      const print = (error) => console.log(error.stack)
      require('node:net').connect(1, '127.0.0.1').on('error', print)
      require('node:dns').resolve4('missing.invalid', print)
      require('node:dns').lookup('missing.invalid', print)
      require('node:fs').readFile('/missing/file', print)
      require('node:child_process').spawn('/missing/command').on('error', print)`,
  })
  expect(printed).toContain('at TCPConnectWrap.afterConnect [as oncomplete] (node:net')
  expect(printed).toMatch(/at QueryReqWrap\.onresolve \[as oncomplete\] \(node:/)
})

test('a stack that is printed in a callback is the same, whatever called back', () => {
  const printed = expectSameReplay({
    source: `
      const show = (what) => console.log(what, new Error('it').stack)
      const http = require('node:http')
      const crypto = require('node:crypto')
      setTimeout(() => show('timer'), 1)
      setImmediate(function named() { show('immediate') })
      crypto.randomBytes(4, () => show('random bytes'))
      crypto.pbkdf2('a', 'b', 1, 8, 'sha1', () => show('derived'))
      require('node:zlib').gzip('it', () => show('compressed'))
      require('node:child_process').spawn('true').on('close', () => show('child'))
      const udp = require('node:dgram').createSocket('udp4')
      udp.on('message', () => { show('datagram'); udp.close() })
      udp.bind(0, () => udp.send('it', udp.address().port, '127.0.0.1', () => show('sent')))
      const server = http.createServer((request, response) => {
        show('request')
        request.on('data', () => show('data')).on('end', () => { show('end'); response.end('it') })
      })
      server.listen(0, () => {
        const post = http.request({ port: server.address().port, method: 'POST', agent: false }, (response) => {
          response.on('data', () => show('answer')).on('end', () => server.close(() => show('closed')))
        })
        post.end('body')
      })`,
  })
  expect(printed.match(/Error: it/g)).toHaveLength(13)
})
