import fc from 'fast-check'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import WebSocket, { WebSocketServer } from 'ws'
import { captureTo } from '../capture.test-kit.ts'
import { http1 } from '../http1/index.ts'
import type { Exchange, Side } from '../lens.ts'
import { WebSocketDecoder } from './decoder.ts'
import { encodeMessage } from './encoder.ts'
import type { WebSocketExchange, WebSocketMessage } from './exchange.ts'

const small = fc.uint8Array({ maxLength: 125 })
const message: fc.Arbitrary<WebSocketMessage> = fc.oneof(
  fc.record({
    at: fc.constant(0),
    kind: fc.constant('text' as const),
    data: fc.string({ unit: 'grapheme' }).map((text) => Buffer.from(text)),
  }),
  fc.record({
    at: fc.constant(0),
    kind: fc.constant('binary' as const),
    data: fc.oneof(
      small,
      fc.nat({ max: 70_000 }).map((size) => new Uint8Array(size)),
    ),
  }),
  fc.record({ at: fc.constant(0), kind: fc.constantFrom('ping' as const, 'pong' as const), data: small }),
)
const side = fc.constantFrom<Side>('client', 'server')

async function decode(
  all: readonly (readonly [Side, Uint8Array, number?])[],
  extensions = '',
): Promise<WebSocketExchange[]> {
  const exchanges: Exchange[] = []
  const decoder = new WebSocketDecoder(extensions, (it) => exchanges.push(it))
  for (const [from, bytes, at] of all) decoder.take(from, { at: at ?? 0, bytes })
  await decoder.end()
  return exchanges as WebSocketExchange[]
}

const plain = ({ kind, data, code }: WebSocketMessage): unknown => [kind, Buffer.from(data).toString('hex'), code]

test('messages that are encoded and decoded are the same, wherever the bytes are split', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(side, message, fc.nat({ max: 1000 })), { maxLength: 6 }), async (all) => {
      const pieces = all.flatMap(([from, it, place]) => {
        const bytes = encodeMessage(it, from)
        const cut = Math.floor((place * bytes.length) / 1000)
        return [[from, bytes.subarray(0, cut)] as const, [from, bytes.subarray(cut)] as const]
      })
      const exchanges = await decode(pieces)
      for (const from of ['client', 'server'] as const) {
        const said = exchanges.flatMap(({ sent, received }) => (from === 'client' ? sent : received))
        expect(said.map(plain)).toEqual(all.filter(([its]) => its === from).map(([, it]) => plain(it)))
      }
    }),
  )
})

test('a turn is what the client said, and what the server said until the client spoke again', async () => {
  const text = (data: string): WebSocketMessage => ({ at: 0, kind: 'text', data: Buffer.from(data) })
  const exchanges = await decode([
    ['server', encodeMessage(text('welcome'), 'server'), 1],
    ['client', encodeMessage(text('ask'), 'client'), 2],
    ['server', Buffer.concat([encodeMessage(text('one'), 'server'), encodeMessage(text('two'), 'server')]), 5],
    ['client', encodeMessage({ at: 0, kind: 'close', data: Buffer.from('bye'), code: 1000 }, 'client'), 6],
    ['server', encodeMessage({ at: 0, kind: 'close', data: Buffer.alloc(0), code: 1005 }, 'server'), 7],
  ])
  const shown = exchanges.map(({ at, endedAt, sent, received }) => [
    at,
    endedAt,
    ...[sent, received].map((said) => said.map(({ data, code }) => Buffer.from(data).toString() + (code ?? ''))),
  ])
  expect(shown).toEqual([
    [1, 1, [], ['welcome']],
    [2, 5, ['ask'], ['one', 'two']],
    [6, 7, ['bye1000'], ['1005']],
  ])
})

test('what is no frame ends what can be read', async () => {
  const exchanges = await decode([
    ['server', Buffer.from([0xff, 0xff])],
    ['server', encodeMessage({ at: 0, kind: 'text', data: Buffer.from('late') }, 'server')],
  ])
  expect(exchanges).toEqual([])
})

test.each([false, true])('real traffic, from the upgrade on (compressed: %s)', async (perMessageDeflate) => {
  const server = new WebSocketServer({ port: 0, perMessageDeflate: perMessageDeflate && { threshold: 0 } })
  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer, isBinary) => socket.send(`${isBinary ? data.length : data.toString().length}`))
  })
  const capture = await captureTo((server.address() as AddressInfo).port)
  const socket = new WebSocket(`ws://127.0.0.1:${capture.port}/chat`, { perMessageDeflate })
  await once(socket, 'open')
  for (const data of ['short', 'long '.repeat(20_000), Buffer.alloc(300, 7), 'long '.repeat(20_000)]) {
    socket.send(data)
    await once(socket, 'message')
  }
  socket.close(1000, 'done')
  await once(socket, 'close')
  await capture.close()
  server.close()

  const exchanges: Exchange[] = []
  const decoder = http1.decoder({ host: '127.0.0.1', port: 80, secure: false }, (it) => exchanges.push(it))
  for (const [from, piece] of capture.connections[0] ?? []) decoder.take(from, piece)
  await decoder.end()
  const [upgrade, ...turns] = exchanges as [Exchange, ...WebSocketExchange[]]
  expect(upgrade.protocol).toBe('http')
  const sizes = turns.map(({ sent, received }) => [
    sent.map(({ kind, data, code }) => [kind, code ?? data.length]),
    received.map(({ data, code }) => code ?? Buffer.from(data).toString()),
  ])
  expect(sizes).toEqual([
    [[['text', 5]], ['5']],
    [[['text', 100_000]], ['100000']],
    [[['binary', 300]], ['300']],
    [[['text', 100_000]], ['100000']],
    [[['close', 1000]], [1000]],
  ])
})
