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

test('a stack that is made after an await is the same, whatever the loop was at', () => {
  const printed = expectSameReplay({
    source: `
      const show = async (what) => { await null; console.log(what, new Error('it').stack) }
      const deep = async (n) => { await null; if (n > 0) return await deep(n - 1); throw new Error('deep') }
      for (let i = 0; i < 3; i++) setTimeout(show, 3, 'timer')
      setImmediate(show, 'immediate')
      process.nextTick(show, 'tick')
      require('node:fs').readFile(__filename, () => show('file'))
      setTimeout(() => deep(12).catch((error) => console.log(error.stack)), 3)
      setTimeout(() => {}, 3)`,
  })
  expect(printed.match(/Error: /g)).toHaveLength(7)
  expect(printed.match(/at async deep/g)).toHaveLength(9)
})

test('an error of an original has as many frames of the program as without Retrace', () => {
  const printed = expectSameReplay({
    source: `
      const deep = (n) => (n > 0 ? deep(n - 1) : require('node:fs').readFileSync('/missing'))
      try { deep(20) } catch (error) { console.log(error.stack) }`,
  })
  expect(printed.match(/at deep/g)).toHaveLength(8)
})

test('a function of the program’s that prepares stacks sees no frame of Retrace', () => {
  const printed = expectSameReplay({
    source: `
      const before = Error.prepareStackTrace
      const callers = () => {
        Error.prepareStackTrace = (error, frames) => frames
        const { stack } = new Error()
        Error.prepareStackTrace = before
        return stack.map((frame) => frame.getFileName()).filter((file) => !file.includes('node:'))
      }
      console.log(callers().every((file) => file === __filename), Error.prepareStackTrace === before)
      setTimeout(() => console.log(callers().every((file) => file === __filename)), 1)
      require('node:fs').stat('.', () => console.log(callers().every((file) => file === __filename)))`,
  })
  expect(printed).toBe('true true\ntrue\ntrue\n')
})
