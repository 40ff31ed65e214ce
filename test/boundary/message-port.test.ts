import { expect, test } from 'vitest'
import { expectSameReplay } from '../support/replay.ts'

test('messages, timers and immediates come in the recorded order', () => {
  const printed = expectSameReplay({
    source: `
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = ({ data, ports }) => {
        console.log('port1', data)
        ports[0]?.on('message', (inner) => { console.log('inner', inner); ports[0].close() })
      }
      port2.on('message', (data) => console.log('port2', data))
      for (const port of [port1, port2]) port.on('close', () => console.log('closed'))
      setTimeout(() => console.log('timeout'), 0)
      setImmediate(() => console.log('immediate'))
      for (let i = 0; i < 3; i++) { port1.postMessage(i); port2.postMessage({ i }) }
      const inner = new MessageChannel()
      inner.port1.postMessage('early')
      port2.postMessage('with a port', [inner.port2])
      const channels = [new BroadcastChannel('x'), new BroadcastChannel('x')]
      channels[1].onmessage = ({ data }) => { console.log('broadcast', data); for (const it of channels) it.close() }
      channels[0].postMessage('all')
      setTimeout(() => port1.close(), 20)`,
  })
  expect(printed.match(/port[12]|inner|broadcast|closed/g)?.toSorted()).toEqual(
    [
      'broadcast',
      'closed',
      'closed',
      'inner',
      'port1',
      'port1',
      'port1',
      'port1',
      'port2',
      'port2',
      'port2',
    ].toSorted(),
  )
})

test('a message that the program takes out of the port itself is not delivered', () => {
  const printed = expectSameReplay({
    source: `
      const { MessageChannel, receiveMessageOnPort } = require('node:worker_threads')
      const { port1, port2 } = new MessageChannel()
      port2.on('message', () => console.log('never'))
      port1.postMessage('taken')
      console.log(receiveMessageOnPort(port2), receiveMessageOnPort(port2))
      port1.close()`,
  })
  expect(printed).toBe("{ message: 'taken' } undefined\n")
})

test('an event that the program itself emits on a port is no message', () => {
  const printed = expectSameReplay({
    source: `
      const { port1 } = new MessageChannel()
      port1.on('message', (it) => console.log(it))
      port1.emit('message', 'own')
      port1.close()`,
  })
  expect(printed).toBe('own\n')
})
