import { expect, test } from 'vitest'
import type { TapeEvent } from '../tape/reader.ts'
import { Conversations, type Spoken } from './conversations.ts'

function event(name: string, target: number, ...fields: unknown[]): TapeEvent {
  const op = { name, kind: 'mark' as const, target: true, fields: [], asked: 0, labels: [], nests: false }
  return { index: 0, time: 0, op, target, fields, threw: false }
}

const bytes = (text: string): Buffer => Buffer.from(text)

function take(...events: TapeEvent[]): { given: Spoken[]; conversations: Conversations } {
  const given: Spoken[] = []
  const conversations = new Conversations((spoken) => given.push(spoken))
  for (const it of events) conversations.take(it)
  return { given, conversations }
}

test('a conversation is over with its connection: what is unfinished is given then', () => {
  const { given } = take(
    event('socket.connect', 5, ['10.0.0.1', 80], 0),
    event('stream.write', 5, bytes('GET / HTTP/1.1\r\n\r\n')),
    event('handle.closed', 5),
  )
  expect(given).toMatchObject([{ role: 'client', connection: 5, peer: { host: '10.0.0.1', port: 80, secure: false } }])
})

test('TLS over a connection leads where the connection leads, and is over with it', () => {
  const { given } = take(
    event('tls.over', 6, 5),
    event('socket.connect', 5, ['10.0.0.1', 443], 0),
    event('stream.write', 6, bytes('GET / HTTP/1.1\r\n\r\n')),
    event('handle.closed', 5),
  )
  expect(given).toMatchObject([{ connection: 6, peer: { host: '10.0.0.1', port: 443, secure: true } }])
})

test('what came in is served, at the port that the server was given', async () => {
  const { given, conversations } = take(
    event('socket.bind', 3, ['::', 0], 0),
    event('socket.address', 3, 'local', 0, { address: '::', family: 'IPv6', port: 4711 }),
    event('socket.accepted', 7, 3),
    event('stream.read', 7, bytes('GET / HTTP/1.1\r\n\r\n')),
    event('stream.write', 9, bytes('to no connection')),
  )
  expect(given).toEqual([])
  await conversations.end()
  expect(given).toMatchObject([{ role: 'server', connection: 7, peer: { port: 4711 } }])
})

test('what the program asks of a server of its own is told, as long as that listens', () => {
  const ask = (id: number, port: number): TapeEvent[] => [
    event('socket.connect', id, ['127.0.0.1', port], 0),
    event('stream.write', id, bytes('GET / HTTP/1.1\r\n\r\n')),
    event('handle.closed', id),
  ]
  const { given } = take(
    event('socket.bind', 3, ['::', 0], 0),
    event('socket.address', 3, 'local', 0, { address: '::', family: 'IPv6', port: 4711 }),
    ...ask(5, 4711),
    ...ask(6, 4712),
    event('handle.closed', 3),
    ...ask(7, 4711),
  )
  expect(given.map(({ isOfItself }) => isOfItself)).toEqual([true, false, false])
})
