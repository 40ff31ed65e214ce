import { expect, test } from 'vitest'
import { expectSameReplay } from '../support/replay.ts'

const REPORT = `
  const dns = require('node:dns')
  const report = (name) => (...given) =>
    console.log(name, given.length, JSON.stringify(given.map((it) => (it instanceof Error ? { ...it, is: it.message } : it))))
`

test('a lookup answers as it did, with as many arguments', () => {
  const printed = expectSameReplay({
    source: `${REPORT}
      dns.lookup('localhost', report('one'))
      dns.lookup('localhost', { all: true }, report('all'))
      dns.lookup('missing.invalid', report('missing'))
      require('node:util').promisify(dns.lookup)('localhost').then(report('promisified'))
      dns.promises.lookup('localhost').then(report('promised'))`,
  })
  expect(printed).toMatch(/one 3 \[null,"/)
  expect(printed).toMatch(/missing 1 .*ENOTFOUND|missing 1 .*EAI_AGAIN/)
})

test('an address is answered in the same turn, before any timer', () => {
  const printed = expectSameReplay({
    source: `${REPORT}
      setImmediate(report('immediate'))
      dns.lookup('127.0.0.1', report('address'))
      process.nextTick(report('tick'))`,
  })
  expect(printed.split('\n').map((line) => line.split(' ')[0])).toEqual(['address', 'tick', 'immediate', ''])
})

test('wrong arguments are refused as Node refuses them', () => {
  const printed = expectSameReplay({
    source: `${REPORT}
      for (const wrong of [() => dns.lookup('x', 3, () => {}), () => dns.lookup('x'), () => dns.resolve4('x'), () => dns.lookupService('x', 1, () => {})])
        try { wrong() } catch (error) { report('refused')(error.code) }`,
  })
  expect(printed.match(/refused 1 \["ERR_/g)).toHaveLength(4)
})

test('queries of resolvers, their cancelling and their servers replay in order', () => {
  const printed = expectSameReplay({
    source: `${REPORT}
      const resolver = new dns.Resolver({ timeout: 200, tries: 1 })
      resolver.setServers(['127.0.0.1:9'])
      report('servers')(resolver.getServers())
      resolver.resolve4('example.invalid', report('A'))
      resolver.resolve('example.invalid', 'MX', report('MX'))
      const promised = new dns.promises.Resolver()
      promised.setServers(['127.0.0.1:9'])
      promised.resolveTxt('example.invalid').catch(report('TXT'))
      promised.cancel()
      report('default servers')(dns.getServers().length > 0)`,
  })
  expect(printed).toContain('"code":"ECANCELLED"')
})

test('a socket that connects by name asks the recorded lookup', () => {
  const printed = expectSameReplay({
    source: `require('node:net').connect(9, 'localhost').on('error', (error) => console.log(error.code))`,
  })
  expect(printed).toBe('ECONNREFUSED\n')
})
