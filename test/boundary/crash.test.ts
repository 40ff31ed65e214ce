import { expect, test } from 'vitest'
import { expectSameReplay, recordAndReplay } from '../support/replay.ts'

test('an error with properties, which Node prints in full, ends the replay as it ended the program', () => {
  const { recorded, replayed } = recordAndReplay({ source: `require('node:fs').readFileSync('/missing/file')` })
  const printed = ({ stderr }: { stderr: string }): string => stderr.slice(stderr.indexOf('Error: ENOENT'))
  expect(printed(replayed)).toBe(printed(recorded))
  expect(recorded.stderr).toContain("path: '/missing/file'")
  expect([recorded.status, replayed.status]).toEqual([1, 1])
})

test('a handler of uncaught errors finds the context in which one was thrown', () => {
  const printed = expectSameReplay({
    before: { 'data.txt': 'data' },
    source: `
      const { AsyncLocalStorage } = require('node:async_hooks')
      const fs = require('node:fs')
      const http = require('node:http')
      const store = new AsyncLocalStorage()
      const fail = (what) => { throw new Error(what) }
      process.on('uncaughtException', (error) => console.log(error.message, store.getStore()))
      store.run('timer', () => setTimeout(fail, 1, 'in a timer'))
      store.run('file', () => fs.readFile('data.txt', () => fail('in a callback')))
      store.run('promise', () => fs.promises.readFile('data.txt').then(() => fail('in a promise')))
      store.run('immediate', () => setImmediate(fail, 'in an immediate'))
      const server = http.createServer((request, response) => {
        store.run(request.url, () => setTimeout(() => { response.end(); fail('in a request') }, 1))
      })
      server.listen(0, () => http.get({ port: server.address().port, path: '/it', agent: false }, (response) => {
        response.resume()
        server.close()
      }))`,
  })
  expect(printed.split('\n').toSorted()).toEqual([
    '',
    'in a callback file',
    'in a promise promise',
    'in a request /it',
    'in a timer timer',
    'in an immediate immediate',
  ])
})

test('a domain handles the errors of what was begun in it', () => {
  const printed = expectSameReplay({
    flags: ['--no-deprecation'],
    source: `
      const domain = require('node:domain').create()
      domain.on('error', (error) => console.log('handled', error.message))
      domain.run(() => {
        setTimeout(() => { throw new Error('in a timer') }, 1)
        require('node:crypto').randomBytes(8, () => { throw new Error('in a callback') })
      })`,
  })
  expect(printed.split('\n').toSorted()).toEqual(['', 'handled in a callback', 'handled in a timer'])
})
